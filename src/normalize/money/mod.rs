//! Amounts, units, sources of funding, number cells.
//!
//! In: a line or a cell. Out: [`Money`] and [`Funding`] in integer KRW, [`Unit`]s, [`NumberCell`]s. Promises: exact decimal
//! arithmetic on integers, `None` on overflow and where an amount is no whole number of won; a number without a money unit is
//! no amount. Does not: apply a table's unit to a cell (that is `fields` with [`krw`]), add anything up.
//!
//! | example | value | rule |
//! |---|---|---|
//! | `153억원` `238.57억` `7.1억원` | krw | number, unit; 원 may be left out after 억 and 조 |
//! | `2조 9,334억 원` `14억 3,000만원` `3억5천만원` | krw | units fall from left to right |
//! | `86,360백만원` `120,000백만 원` `1,735,200천원` | krw | composite units multiply |
//! | `총     844    백만원` | 844,000,000 | padding |
//! | `매년 400 ~ 500백만원` | min, max, `yearly` | the left end takes the right end's unit; raw includes 매년 |
//! | `연 30억원` `연간 30억원` `30억원/년` | krw, `yearly` | |
//! | `약 30억` `30억 내외` `20억여원` `30억원 정도` | krw, approximate | raw includes the word |
//! | `△1,920백만원` `▲5억원` | negative | the sign stands right before the digits |
//! | `5년간` `10만명` `7만2천㎡` `3조 2교대` `제3조` | none | |
//! | `(국비 100억원, 도비 26.5억원)` `[국비 77, 도비 23]` `(시비 2.3 / 구비 4.8)` | funding | parts without a unit take that of the amount before, or else of the last part |
//! | `(국비 50%, 도비 50%)` `(현금16.5억원)` | no funding | rates; no source of funding |

mod amount;
mod cell;
mod source;
mod unit;

pub use amount::{amount_at, first};
pub use cell::{NumberCell, krw, number_cell};
pub use source::{FundingLabel, funding, funding_in, funding_label, resolve};
pub use unit::{Unit, UnitNote, unit_note};

#[cfg(doc)]
use crate::model::{Funding, Money};

#[cfg(test)]
mod tests;
