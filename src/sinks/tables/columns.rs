//! The declaration of every table: name, Korean title, type, unit and value of each column.

use super::cells::Cells;
use super::rows::{
    AchievementRow, AnnualTargetRow, ChangeRow, ContactRow, EngagementRow, FileRow, IndicatorRow, InvestmentRow, ObstacleRow, PlanRow,
    PledgeRow, ProjectRow, ScheduleRow, SupportRequestRow, TextRow, joined, shown,
};
use super::{Column, IssueRow, Kind, Row, Table};
use crate::diag::Severity;
use crate::model::FundingSource;

/// Declares tables. The kind of a column is the name of the [`Cells`] method that writes it, so a column cannot hold what
/// its declaration does not say. After `in` stands the place of the row in the record, after `@` what of that place the
/// column shows (see [`Column::shows`]).
macro_rules! tables {
    ($( $(#[$doc:meta])* $ordinal:literal $id:ident = $name:literal $title:literal $about:literal ($row:ident: $type:ty) $(in $place:expr =>)? {
        $( $column:literal $column_title:literal $kind:ident $unit:literal $(@ $($part:literal)+)? = $value:expr; )*
    } )*) => { $(
        $(#[$doc])*
        pub static $id: Table = Table {
            name: $name,
            title: $title,
            about: $about,
            columns: &[$(Column {
                name: $column,
                title: $column_title,
                kind: kind!($kind),
                unit: $unit,
                shows: &[$($($part),+)?],
            }),*],
            ordinal: $ordinal,
        };
        impl Row for $type {
            fn table() -> &'static Table {
                &$id
            }
            fn write(&self, out: &mut impl Cells) {
                let $row = self;
                $( out.$kind($value); )*
            }
            fn place(&self) -> Option<String> {
                place!(self $(, $row, $place)?)
            }
        }
    )* };
}

/// The place of a row, where its table has one; it may not depend on the row.
macro_rules! place {
    ($self:ident) => {
        None
    };
    ($self:ident, $row:ident, $place:expr) => {{
        let $row = $self;
        let _ = $row;
        Some($place)
    }};
}

macro_rules! kind {
    (text) => {
        Kind::Text
    };
    (value) => {
        Kind::Text
    };
    (code) => {
        Kind::Code
    };
    (integer) => {
        Kind::Integer
    };
    (number) => {
        Kind::Number
    };
    (boolean) => {
        Kind::Boolean
    };
    (date) => {
        Kind::Date
    };
}

/// A line of `columns.csv`.
pub(super) struct ColumnRow {
    pub(super) table: &'static Table,
    pub(super) column: &'static Column,
}

/// A line of `review.csv`.
#[derive(Debug, Default)]
pub struct ReviewRow<'a> {
    /// The file.
    pub path: &'a str,
    /// Line of the source text, from 1.
    pub line: Option<u32>,
    /// Page, from 1.
    pub page: Option<u32>,
    /// The record; empty for an issue of the file.
    pub record_id: &'a str,
    /// 공약번호.
    pub number: Option<&'a str>,
    /// 공약명.
    pub title: Option<&'a str>,
    /// The field in Korean.
    pub field: &'a str,
    /// JSON Pointer of the field.
    pub pointer: Option<&'a str>,
    /// The source text.
    pub raw: &'a str,
    /// The value that was read.
    pub value: &'a str,
    /// A value that follows from the rest.
    pub suggestion: &'a str,
    /// Id of the issue; empty where the confidence alone flags the value.
    pub code: &'a str,
    /// Name of the issue.
    pub name: &'a str,
    /// Severity of the issue, in Korean.
    pub severity: &'a str,
    /// In Korean.
    pub message: &'a str,
    /// What to do, in Korean.
    pub hint: &'a str,
    /// Of the value, or of the record.
    pub confidence: Option<f64>,
    /// What lowers it.
    pub because: &'a str,
}

tables! {
    /// One row a record.
    0 PLEDGES = "pledges" "공약" "공약 한 건이 한 행입니다." (row: PledgeRow<'_>) in String::new() => {
        "record_id" "레코드 ID" code "" = row.record.record_id.as_str();
        "path" "파일" text "" = &*row.record.source.path;
        "confidence" "신뢰도" number "" = row.record.confidence;
        "record_index" "파일 안 순번" integer "" = row.record.source.record_index as i64;
        "status" "상태" code "" = row.record.status.word();
        "pledge_key" "공약 키" code "" = row.record.pledge_key.as_deref();
        "number" "공약번호" text "" @ "/pledge/number" = shown(&row.pledge().number);
        "title" "공약명" text "" @ "/pledge/title" = shown(&row.pledge().title);
        "category_number" "분야 번호" text "" @ "/pledge/category_number" = shown(&row.pledge().category_number);
        "category" "분야" text "" @ "/pledge/category" = shown(&row.pledge().category);
        "jurisdiction" "자치단체" text "" @ "/pledge/jurisdiction" = row.jurisdiction().map(|j| j.name.as_str());
        "jurisdiction_code" "행정구역 코드" code "" = row.jurisdiction().and_then(|j| j.code.as_deref());
        "jurisdiction_level" "자치단체 수준" code "" = row.jurisdiction().and_then(|j| j.level).map(|l| l.word());
        "continuity" "신규·계속" code "" @ "/pledge/continuity" = row.pledge().continuity.as_ref().map(|v| v.word());
        "term" "임기 구분" code "" @ "/pledge/term" = row.pledge().term.as_ref().map(|v| v.word());
        "horizon" "사업시기" code "" @ "/pledge/horizon" = row.pledge().horizon.as_ref().map(|v| v.word());
        "budget" "예산 구분" code "" @ "/pledge/budget" = row.pledge().budget.as_ref().map(|v| v.word());
        "authorities" "사업주체" code "" @ "/pledge/authorities" = row.authorities().as_str();
        "state" "이행 상태" code "" @ "/pledge/state" = row.pledge().state.as_ref().map(|v| v.word());
        "state_label" "이행 상태(원문)" text "" @ "/pledge/state_label" = shown(&row.pledge().state_label);
        "manifesto" "매니페스토 분류" code "" @ "/pledge/manifesto" = row.pledge().manifesto.as_ref().map(|v| v.word());
        "progress_percent" "이행률" number "%" @ "/pledge/progress_percent" = row.pledge().progress_percent.as_ref().map(|v| v.value);
        "progress_label" "이행률 이름" text "" @ "/pledge/progress_label" = shown(&row.pledge().progress_label);
        "rates" "그 밖의 비율" text "%" @ "/pledge/rates" = row.rates().as_str();
        "completion_from" "완료시기 시작일" date "" = row.completion().and_then(|d| d.from.as_deref());
        "completion_to" "완료시기 종료일" date "" = row.completion().and_then(|d| d.to.as_deref());
        "completion_raw" "완료시기(원문)" text "" @ "/pledge/completion" = row.completion().map(|d| d.raw.as_str());
        "central_support_needed" "도움 필요 여부" boolean "" @ "/pledge/central_support" = row.pledge().central_support.as_ref().map(|c| c.needed);
        "central_support_kinds" "도움 종류" code "" = row.support_kinds().as_str();
        "department" "담당부서" text "" @ "/pledge/department" = shown(&row.pledge().department);
        "project_count" "세부사업 수" integer "" = row.record.body.overview.as_ref().map(|o| o.projects.len() as i64);
        "document_title" "문서 제목" text "" @ "/document/title" = row.document().and_then(|d| d.title.as_deref());
        "document_kind" "문서 종류" code "" @ "/document/kind" = row.document().map(|d| d.kind.word());
        "as_of_from" "기준일 시작" date "" @ "/document/as_of" = row.document().and_then(|d| d.as_of.as_ref()).and_then(|d| d.from.as_deref());
        "as_of_to" "기준일 끝" date "" = row.document().and_then(|d| d.as_of.as_ref()).and_then(|d| d.to.as_deref());
        "administration_term" "민선 기수" integer "기" @ "/document/administration" = row.document().and_then(|d| d.administration.as_ref()).map(|a| i64::from(a.term));
        "layout" "서식" code "" = row.record.source.layout.as_deref();
        "errors" "오류 수" integer "건" = row.count(Severity::Error);
        "warnings" "주의 수" integer "건" = row.count(Severity::Warning);
        "characters" "글자 수" integer "자" = row.record.coverage.characters as i64;
        "assigned" "수록된 글자 수" integer "자" = row.record.coverage.assigned as i64;
    }
    /// One row a project of the overview.
    1 PROJECTS = "projects" "세부사업" "사업개요의 세부사업 하나가 한 행입니다. 사업기간, 총사업비, 재원별 금액이 있습니다." (row: ProjectRow<'_>) in format!("/overview/projects/{}", row.index) => {
        "record_id" "레코드 ID" code "" = row.at.record_id;
        "path" "파일" text "" = row.at.path;
        "confidence" "신뢰도" number "" = row.confidence;
        "number" "공약번호" text "" = row.at.number;
        "title" "공약명" text "" = row.at.title;
        "project_index" "세부사업 순번" integer "" = row.index as i64;
        "name" "사업명" text "" @ "/name" = shown(&row.project.name);
        "period_from" "사업기간 시작일" date "" = row.period().and_then(|d| d.from.as_deref());
        "period_to" "사업기간 종료일" date "" = row.period().and_then(|d| d.to.as_deref());
        "period_edtf" "사업기간 EDTF" code "" = row.period().and_then(|d| d.edtf.as_deref());
        "period_recurrence" "사업기간 반복" code "" = row.period().and_then(|d| d.recurrence).map(|r| r.word());
        "period_raw" "사업기간(원문)" text "" @ "/period" = row.period().map(|d| d.raw.as_str());
        "location" "위치" text "" @ "/location" = shown(&row.project.location);
        "total_cost" "총사업비" integer "KRW" @ "/total_cost" = row.cost().and_then(|m| m.krw);
        "total_cost_min" "총사업비 최소" integer "KRW" = row.cost().and_then(|m| m.krw_min);
        "total_cost_max" "총사업비 최대" integer "KRW" = row.cost().and_then(|m| m.krw_max);
        "total_cost_recurrence" "총사업비 반복" code "" = row.cost().and_then(|m| m.recurrence).map(|r| r.word());
        "total_cost_approximate" "총사업비 어림" boolean "" = row.cost().map(|m| m.approximate);
        "total_cost_raw" "총사업비(원문)" text "" = row.cost().map(|m| m.raw.as_str());
        "national" "국비" integer "KRW" = row.funded(FundingSource::National);
        "provincial" "시·도비" integer "KRW" = row.funded(FundingSource::Provincial);
        "municipal" "시·군·구비" integer "KRW" = row.funded(FundingSource::Municipal);
        "local" "지방비" integer "KRW" = row.funded(FundingSource::Local);
        "private" "민자" integer "KRW" = row.funded(FundingSource::Private);
        "fund" "기금" integer "KRW" = row.funded(FundingSource::Fund);
        "grant" "특별교부세 등" integer "KRW" = row.funded(FundingSource::Grant);
        "bond" "지방채" integer "KRW" = row.funded(FundingSource::Bond);
        "education" "교육청" integer "KRW" = row.funded(FundingSource::Education);
        "other" "기타 재원" integer "KRW" = row.funded(FundingSource::Other);
        "funding_raw" "재원 내역" text "KRW" @ "/funding" = row.funding().as_str();
        "agencies" "추진기관" text "" @ "/agencies" = row.agencies().as_str();
    }
    /// One row a year of 연차별 목표.
    2 ANNUAL_TARGETS = "annual_targets" "연차별 목표" "연차별 목표의 한 해가 한 행입니다." (row: AnnualTargetRow<'_>) in format!("/annual_targets/{}", row.index) => {
        "record_id" "레코드 ID" code "" = row.at.record_id;
        "path" "파일" text "" = row.at.path;
        "confidence" "신뢰도" number "" = row.confidence;
        "number" "공약번호" text "" = row.at.number;
        "title" "공약명" text "" = row.at.title;
        "target_index" "순번" integer "" = row.index as i64;
        "group" "구분" text "" @ "/group" = shown(&row.target.group);
        "item" "세부사업" text "" @ "/item" = shown(&row.target.item);
        "year" "연도" integer "" @ "/year" = row.target.year.as_ref().map(|y| i64::from(y.value));
        "period_label" "연도(원문)" text "" = row.target.period_label.as_deref();
        "targets" "목표" text "" @ "/targets" "" = joined(&row.target.targets).as_str();
        "results" "실적" text "" @ "/results" = joined(&row.target.results).as_str();
        "cumulative_percent" "누적추진율" number "%" @ "/cumulative_percent" = row.target.cumulative_percent.as_ref().map(|p| p.value);
    }
    /// Names of indicators, and the values of indicator tables.
    3 INDICATORS = "indicators" "성과지표" "성과지표의 이름과 값입니다." (row: IndicatorRow<'_>) in row.place() => {
        "record_id" "레코드 ID" code "" = row.at.record_id;
        "path" "파일" text "" = row.at.path;
        "confidence" "신뢰도" number "" = row.confidence;
        "number" "공약번호" text "" = row.at.number;
        "title" "공약명" text "" = row.at.title;
        "kind" "이름·값" code "" = if row.value.is_some() { "value" } else { "name" };
        "indicator_index" "순번" integer "" = row.index as i64;
        "name" "지표명" text "" @ "" = row.name;
        "unit" "단위" text "" = row.value.and_then(|v| v.unit.as_deref());
        "year" "연도" integer "" = row.value.and_then(|v| v.year).map(i64::from);
        "measure" "지표값 구분" code "" = row.value.map(|v| v.measure.word());
        "value" "값" text "" @ "" = row.value.map(|v| v.value.as_str());
    }
    /// Planned steps, present and future.
    4 PLANS = "plans" "추진계획" "추진계획과 향후계획의 항목 하나가 한 행입니다." (row: PlanRow<'_>) in format!("/{}s/{}", row.kind, row.index) => {
        "record_id" "레코드 ID" code "" = row.at.record_id;
        "path" "파일" text "" = row.at.path;
        "confidence" "신뢰도" number "" = row.confidence;
        "number" "공약번호" text "" = row.at.number;
        "title" "공약명" text "" = row.at.title;
        "kind" "추진·향후" code "" = row.kind;
        "plan_index" "순번" integer "" = row.index as i64;
        "group" "구분" text "" @ "/group" = shown(&row.plan.group);
        "date_from" "시작일" date "" = row.plan.date.as_ref().and_then(|d| d.from.as_deref());
        "date_to" "종료일" date "" = row.plan.date.as_ref().and_then(|d| d.to.as_deref());
        "date_edtf" "EDTF" code "" = row.plan.date.as_ref().and_then(|d| d.edtf.as_deref());
        "date_recurrence" "반복" code "" = row.plan.date.as_ref().and_then(|d| d.recurrence).map(|r| r.word());
        "date_raw" "시기(원문)" text "" @ "/date" = row.plan.date.as_ref().map(|d| d.raw.as_str());
        "text" "내용" text "" @ "/text" "" = row.plan.text.as_str();
    }
    /// The timeline of 추진실적.
    5 ACHIEVEMENTS = "achievements" "추진실적" "추진실적의 항목 하나가 한 행입니다." (row: AchievementRow<'_>) in format!("/achievements/{}", row.index) => {
        "record_id" "레코드 ID" code "" = row.at.record_id;
        "path" "파일" text "" = row.at.path;
        "confidence" "신뢰도" number "" = row.confidence;
        "number" "공약번호" text "" = row.at.number;
        "title" "공약명" text "" = row.at.title;
        "achievement_index" "순번" integer "" = row.index as i64;
        "group" "구분" text "" @ "/group" = shown(&row.achievement.group);
        "date_from" "시작일" date "" = row.achievement.date.as_ref().and_then(|d| d.from.as_deref());
        "date_to" "종료일" date "" = row.achievement.date.as_ref().and_then(|d| d.to.as_deref());
        "date_edtf" "EDTF" code "" = row.achievement.date.as_ref().and_then(|d| d.edtf.as_deref());
        "date_recurrence" "반복" code "" = row.achievement.date.as_ref().and_then(|d| d.recurrence).map(|r| r.word());
        "date_raw" "일자(원문)" text "" @ "/date" = row.achievement.date.as_ref().map(|d| d.raw.as_str());
        "text" "내용" text "" @ "/text" "" = row.achievement.text.as_str();
    }
    /// Tasks of the roadmap, one row a bar; one without dates where the source has no bar.
    6 SCHEDULE = "schedule" "추진일정" "추진일정 표의 막대 하나가 한 행입니다." (row: ScheduleRow<'_>) in format!("/schedule/tasks/{}", row.index) => {
        "record_id" "레코드 ID" code "" = row.at.record_id;
        "path" "파일" text "" = row.at.path;
        "confidence" "신뢰도" number "" = row.confidence;
        "number" "공약번호" text "" = row.at.number;
        "title" "공약명" text "" = row.at.title;
        "task_index" "순번" integer "" = row.index as i64;
        "group" "구분" text "" @ "/group" = shown(&row.task.group);
        "name" "추진내용" text "" @ "/name" "" = row.task.name.as_str();
        "date_from" "시작일" date "" @ "/spans" = row.span.and_then(|d| d.from.as_deref());
        "date_to" "종료일" date "" = row.span.and_then(|d| d.to.as_deref());
        "date_edtf" "EDTF" code "" = row.span.and_then(|d| d.edtf.as_deref());
        "marks_preserved" "표시 보존" boolean "" = row.marks_preserved;
    }
    /// Money in long form: one row a printed number of the tables, and what the prose of the sections says.
    7 INVESTMENT = "investment" "투자계획·집행실적" "투자·확보·집행 금액입니다. 표의 숫자 하나가 한 행이며, 계와 소계도 각각 한 행입니다." (row: InvestmentRow<'_>) in row.place() => {
        "record_id" "레코드 ID" code "" = row.at.record_id;
        "path" "파일" text "" = row.at.path;
        "confidence" "신뢰도" number "" = row.confidence;
        "number" "공약번호" text "" = row.at.number;
        "title" "공약명" text "" = row.at.title;
        "section" "투자·집행" code "" = row.section;
        "origin" "표·글" code "" = if row.cell.is_some() { "table" } else { "text" };
        "table" "표 번호" integer "" = row.cell.map(|c| i64::from(c.table));
        "project" "세부사업" text "" = row.cell.and_then(|c| c.project.as_deref());
        "source" "재원" code "" = row.source.word();
        "label" "재원명" text "" = row.label;
        "period" "기간 구분" code "" = row.cell.map(|c| c.period.word());
        "year" "연도" integer "" = row.cell.and_then(|c| c.year).map(i64::from);
        "year_to" "끝 연도" integer "" = row.cell.and_then(|c| c.year_to).map(i64::from);
        "period_label" "기간명" text "" = row.cell.map(|c| c.period_label.as_str());
        "measure" "계획·확보·집행" code "" = row.cell.map(|c| c.measure.word());
        "subtotal" "소계 여부" boolean "" = row.cell.map(|c| c.subtotal);
        "printed_number" "인쇄된 수" number "" = row.cell.map(|c| c.number);
        "unit" "단위(원문)" text "" = row.unit;
        "krw" "금액" integer "KRW" @ "" = row.krw;
        "krw_min" "최소 금액" integer "KRW" = row.krw_min;
        "krw_max" "최대 금액" integer "KRW" = row.krw_max;
    }
    /// 쟁점사항 and 해소방안.
    8 OBSTACLES = "obstacles" "쟁점 및 해소방안" "쟁점사항과 해소방안입니다." (row: ObstacleRow<'_>) in row.place() => {
        "record_id" "레코드 ID" code "" = row.at.record_id;
        "path" "파일" text "" = row.at.path;
        "confidence" "신뢰도" number "" = row.confidence;
        "number" "공약번호" text "" = row.at.number;
        "title" "공약명" text "" = row.at.title;
        "kind" "쟁점·대책" code "" = row.kind;
        "obstacle_index" "순번" integer "" = row.index as i64;
        "text" "내용" text "" @ "" = row.text;
    }
    /// 공약 변경.
    9 CHANGES = "changes" "공약 변경" "공약의 변경 이력입니다." (row: ChangeRow<'_>) in format!("/changes/{}", row.index) => {
        "record_id" "레코드 ID" code "" = row.at.record_id;
        "path" "파일" text "" = row.at.path;
        "confidence" "신뢰도" number "" = row.confidence;
        "number" "공약번호" text "" = row.at.number;
        "title" "공약명" text "" = row.at.title;
        "change_index" "순번" integer "" = row.index as i64;
        "date_from" "변경일 시작" date "" = row.change.date.as_ref().and_then(|d| d.from.as_deref());
        "date_to" "변경일 끝" date "" = row.change.date.as_ref().and_then(|d| d.to.as_deref());
        "date_raw" "변경일(원문)" text "" @ "/date" = row.change.date.as_ref().map(|d| d.raw.as_str());
        "what" "변경 내용" text "" @ "/what" "" = shown(&row.change.what);
        "reason" "변경 사유" text "" @ "/reason" = shown(&row.change.reason);
        "procedure" "변경 절차" text "" @ "/procedure" = shown(&row.change.procedure);
    }
    /// 시민소통: counts by channel, and text.
    10 ENGAGEMENT = "engagement" "시민소통" "시민소통의 횟수와 내용입니다." (row: EngagementRow<'_>) in format!("/citizen_engagement/{}s/{}", row.kind, row.index) => {
        "record_id" "레코드 ID" code "" = row.at.record_id;
        "path" "파일" text "" = row.at.path;
        "confidence" "신뢰도" number "" = row.confidence;
        "number" "공약번호" text "" = row.at.number;
        "title" "공약명" text "" = row.at.title;
        "kind" "횟수·내용" code "" = row.kind;
        "engagement_index" "순번" integer "" = row.index as i64;
        "channel" "소통 방법" text "" = row.channel;
        "count" "횟수" integer "" @ "" = row.count;
        "unit" "단위" text "" = row.unit;
        "text" "내용" text "" @ "" = row.text;
    }
    /// 건의사항.
    11 SUPPORT_REQUESTS = "support_requests" "건의사항" "중앙정부나 상급 자치단체에 건의한 사항입니다." (row: SupportRequestRow<'_>) in format!("/support_requests/{}", row.index) => {
        "record_id" "레코드 ID" code "" = row.at.record_id;
        "path" "파일" text "" = row.at.path;
        "confidence" "신뢰도" number "" = row.confidence;
        "number" "공약번호" text "" = row.at.number;
        "title" "공약명" text "" = row.at.title;
        "request_index" "순번" integer "" = row.index as i64;
        "body" "기관" text "" @ "/body" = shown(&row.request.body);
        "text" "내용" text "" @ "/text" "" = row.request.text.as_str();
    }
    /// People in charge.
    12 CONTACTS = "contacts" "담당자" "담당자 한 명이 한 행입니다." (row: ContactRow<'_>) in format!("/pledge/contacts/{}", row.index) => {
        "record_id" "레코드 ID" code "" = row.at.record_id;
        "path" "파일" text "" = row.at.path;
        "confidence" "신뢰도" number "" = row.confidence;
        "number" "공약번호" text "" = row.at.number;
        "title" "공약명" text "" = row.at.title;
        "contact_index" "순번" integer "" = row.index as i64;
        "department" "담당부서" text "" = row.department;
        "role" "직위" text "" @ "/role" = shown(&row.contact.role);
        "name" "성명" text "" @ "/name" "" = shown(&row.contact.name);
        "phone" "전화번호" text "" @ "/phone" = shown(&row.contact.phone);
    }
    /// Every other list of texts, one row a text.
    13 TEXTS = "texts" "글" "다른 표에 없는 글입니다. ‘항목’ 열이 어느 부분인지 알려 줍니다." (row: TextRow<'_>) in row.pointer.to_owned() => {
        "record_id" "레코드 ID" code "" = row.at.record_id;
        "path" "파일" text "" = row.at.path;
        "confidence" "신뢰도" number "" = row.confidence;
        "number" "공약번호" text "" = row.at.number;
        "title" "공약명" text "" = row.at.title;
        "field" "항목" code "" = row.field;
        "pointer" "항목 위치" code "" = row.pointer;
        "heading" "제목·이름" text "" @ "/label" = row.heading;
        "depth" "단계" integer "" = row.depth as i64;
        "text" "내용" text "" @ "/text" "" = row.text;
    }
    /// Issues of records and of files.
    14 ERRORS = "errors" "문제" "읽는 중에 발견한 문제 전부입니다. 참고 사항도 들어 있습니다." (row: IssueRow<'_>) {
        "record_id" "레코드 ID" code "" = row.record_id;
        "path" "파일" text "" = row.path;
        "confidence" "신뢰도" number "" = row.confidence;
        "record_index" "파일 안 순번" integer "" = row.record_index.map(|i| i as i64);
        "number" "공약번호" text "" = row.number;
        "title" "공약명" text "" = row.title;
        "code" "코드" code "" = row.issue.code;
        "name" "이름" code "" = row.issue.name;
        "severity" "심각도" code "" = row.issue.severity.word();
        "message_ko" "설명" text "" = row.issue.message_ko.as_str();
        "message" "설명(영문)" text "" = row.issue.message.as_str();
        "pointer" "항목 위치" code "" = row.issue.pointer.as_deref();
        "line" "줄" integer "" = row.issue.spans.first().map(|s| i64::from(s.line));
        "col" "칸" integer "" = row.issue.spans.first().map(|s| i64::from(s.col));
        "page" "쪽" integer "" = row.issue.spans.first().and_then(|s| s.page).map(i64::from);
        "raw" "원문" text "" = row.issue.raw.join(" | ").as_str();
        "hint_ko" "조치" text "" = row.issue.hint_ko;
        "suggestion" "제안값" text "" = row.issue.suggestion.as_deref();
        "expected" "계산값" number "" = row.issue.proof.as_ref().map(|p| p.expected);
        "found" "인쇄된 값" number "" = row.issue.proof.as_ref().map(|p| p.found);
        "difference" "차이" number "" = row.issue.proof.as_ref().map(|p| p.difference);
        "unit" "단위" text "" = row.issue.proof.as_ref().and_then(|p| p.unit.as_deref());
    }
    /// One row an input file, skipped ones included.
    15 FILES = "files" "파일" "입력 파일 하나가 한 행입니다. 건너뛴 파일과 그 사유도 있습니다." (row: FileRow<'_>) {
        "record_id" "첫 레코드 ID" code "" = row.entry.first_record.as_deref();
        "path" "파일" text "" = row.entry.path.as_ref();
        "confidence" "최저 신뢰도" number "" = row.entry.lowest_confidence;
        "status" "상태" code "" = row.entry.status.word();
        "reason" "사유 코드" code "" = row.entry.reason;
        "reason_ko" "사유" text "" = row.entry.reason_ko.as_deref();
        "records" "레코드 수" integer "건" = row.entry.records as i64;
        "issues" "파일 문제 수" integer "건" = row.entry.errors.len() as i64;
        "format" "형식" code "" = row.entry.format;
        "encoding" "문자 인코딩" code "" = row.entry.encoding;
        "bytes" "크기" integer "byte" = row.entry.bytes.map(|b| b as i64);
        "sha256" "SHA-256" code "" = row.entry.sha256.as_deref();
    }
    /// The columns of all tables.
    16 COLUMNS = "columns" "열" "모든 표의 열에 대한 설명입니다." (row: ColumnRow) {
        "table" "표" code "" = row.table.name;
        "name" "열 이름" code "" = row.column.name;
        "title" "한국어 이름" code "" = row.column.title;
        "type" "형" code "" = row.column.kind.word();
        "unit" "단위" code "" = row.column.unit;
    }
    /// The flagged rows, worst first; stands beside `tables/`.
    17 REVIEW = "review" "검토할 값" "사람이 확인할 값입니다. 급한 것이 위에 있으며 ‘항목’을 누르면 그 칸으로 갑니다." (row: ReviewRow<'_>) {
        "path" "파일" text "" = row.path;
        "line" "줄" integer "" = row.line.map(i64::from);
        "page" "쪽" integer "" = row.page.map(i64::from);
        "record_id" "레코드 ID" code "" = row.record_id;
        "number" "공약번호" text "" = row.number;
        "title" "공약명" text "" = row.title;
        "field" "항목" text "" = row.field;
        "pointer" "항목 위치" code "" = row.pointer;
        "raw" "원문" text "" = row.raw;
        "value" "읽은 값" value "" = row.value;
        "suggestion" "제안값" text "" = row.suggestion;
        "code" "문제 코드" code "" = row.code;
        "name" "문제 이름" code "" = row.name;
        "severity" "심각도" code "" = row.severity;
        "message" "설명" text "" = row.message;
        "hint" "조치" text "" = row.hint;
        "confidence" "신뢰도" number "" = row.confidence;
        "because" "사유" text "" = row.because;
    }
}
