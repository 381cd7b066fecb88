//! bogoseo (보고서): pledge reports of Korean local governments into normalized records.
//!
//! Comes in: the bytes of one report: HWP, HWPX, PDF, DOCX, HTML, or text in UTF-8, CP949 or UTF-16. Goes out: [`Converted`](record::Converted): a
//! [`Record`](record::Record) for each pledge, the evidence of every value beside it, and a list of issues: what could not be
//! read, and what the report says against itself.
//!
//! It promises that every document gives a record (one of status `failed` if need be), that every value has its place in the
//! source and a confidence, that nothing is guessed in silence, and that equal input gives equal output. It opens no file and
//! no connection: [`convert_bytes`] is the whole pipeline on bytes, and the command line, behind the feature `cli`, is one of
//! its users.
//!
//! # Example
//!
//! In 2023, 국비 500 and 시비 400 make 900, but this report prints 1,000:
//!
//! ```
//! use bogoseo::model::RecordStatus;
//! use bogoseo::{Settings, convert_bytes};
//!
//! let report = "\
//! 공약번호 : 2-3
//! 공약명 : 누리동 청년창업센터 조성
//! 담당부서 : 일자리정책과
//!
//! □ 사업개요
//!  ○ 사업기간 : 2023. 3. ~ 2025. 12.
//!
//! □ 연차별 투자계획
//! (단위: 백만원)
//! 구분\t계\t2023\t2024
//! 계\t1,800\t1,000\t800
//! 국비\t1,000\t500\t500
//! 시비\t700\t400\t300
//! ";
//! let converted = convert_bytes(report.as_bytes(), &Settings::default());
//! let record = &converted.records[0];
//!
//! let pledge = &record.body.pledge;
//! assert_eq!(pledge.number.as_ref().map(|n| n.value.as_str()), Some("2-3"));
//! assert_eq!(pledge.title.as_ref().map(|t| t.value.as_str()), Some("누리동 청년창업센터 조성"));
//!
//! // The printed value is kept; the issue says what is wrong with it, and with what arithmetic.
//! let investment = record.body.investment.as_ref().expect("the report has an investment table");
//! let total = investment.cells.iter().find(|c| c.label == "계" && c.year == Some(2023)).expect("the total of 2023 is printed");
//! assert_eq!(total.krw, Some(1_000_000_000));
//! let issue = record.errors.iter().find(|e| e.name == "total-mismatch" && e.message.starts_with("2023")).expect("the sum of 2023 does not hold");
//! assert_eq!(issue.proof.as_ref().map(|p| (p.expected, p.found)), Some((900.0, 1_000.0)));
//! assert_eq!(record.status, RecordStatus::Review);
//!
//! // Evidence leads from a value back to the source.
//! let evidence = &converted.evidence[0].evidence;
//! let period = evidence.iter().find(|e| e.pointer == "/overview/projects/0/period").expect("every value has evidence");
//! assert_eq!((period.raw[0].as_str(), period.spans[0].line), ("2023. 3. ~ 2025. 12.", 6));
//! ```
//!
//! How it works inside: [`architecture`].
#![cfg_attr(test, allow(clippy::unwrap_used))]

#[doc = include_str!("architecture.md")]
pub mod architecture {}
#[cfg(feature = "calibrate")]
pub mod calibrate;
#[cfg(feature = "cli")]
pub mod cli;
pub mod corrections;
pub mod decode;
pub mod diag;
pub mod diff;
pub mod eval;
pub mod fields;
pub mod layout;
pub mod limits;
pub mod model;
pub mod normalize;
pub mod outline;
pub mod pipeline;
pub mod record;
#[cfg(feature = "review")]
pub mod review;
pub mod score;
pub mod sections;
#[cfg(feature = "cli")]
pub mod sinks;
pub mod source;
pub mod span;
pub mod tables;
pub mod text;
pub mod validate;
#[cfg(feature = "cli")]
pub mod worker;

pub use pipeline::{Settings, convert_bytes};
