//! The record and its parts. Field docs are short; the contract (the record page of the documentation) says what each means.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::codes::*;
use super::sourced::{Show, Sourced, Text, walk};

/// Derives that every wire struct has.
macro_rules! wire {
    ($($(#[$meta:meta])* pub struct $name:ident { $($body:tt)* })*) => { $(
        #[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
        $(#[$meta])*
        pub struct $name { $($body)* }
    )* };
}

wire! {
    /// A span of days.
    #[derive(Eq, Deserialize)]
    #[schemars(title = "기간")]
    pub struct DateSpan {
        /// First day, `YYYY-MM-DD`; null = open or unknown.
        #[schemars(title = "시작일")]
        pub from: Option<String>,
        /// Last day, inclusive; null = open or unknown.
        #[schemars(title = "종료일")]
        pub to: Option<String>,
        /// ISO 8601-2 EDTF.
        #[schemars(title = "EDTF")]
        pub edtf: Option<String>,
        /// 연중, 매년, 상시·계속, 수시.
        #[schemars(title = "반복")]
        pub recurrence: Option<Recurrence>,
        /// As printed.
        #[schemars(title = "원문")]
        pub raw: String,
    }

    /// An amount of money in KRW.
    #[derive(Eq, Deserialize)]
    #[schemars(title = "금액")]
    pub struct Money {
        /// The amount; null where it is a range.
        #[schemars(title = "금액(원)")]
        pub krw: Option<i64>,
        /// Lower end of a range.
        #[schemars(title = "최소(원)")]
        pub krw_min: Option<i64>,
        /// Upper end of a range.
        #[schemars(title = "최대(원)")]
        pub krw_max: Option<i64>,
        /// 매년.
        #[schemars(title = "반복")]
        pub recurrence: Option<Recurrence>,
        /// 약, 내외, 여.
        #[schemars(title = "어림")]
        pub approximate: bool,
        /// As printed.
        #[schemars(title = "원문")]
        pub raw: String,
    }

    /// One payer's share.
    #[derive(Eq, Deserialize)]
    #[schemars(title = "재원별 금액")]
    pub struct Funding {
        /// Who pays.
        #[schemars(title = "재원")]
        pub source: FundingSource,
        /// As printed.
        #[schemars(title = "재원명")]
        pub label: String,
        /// The amount; null where it could not be read.
        #[schemars(title = "금액(원)")]
        pub krw: Option<i64>,
    }

    /// One printed number of a money table.
    #[derive(Deserialize)]
    #[schemars(title = "투자표 칸")]
    pub struct Cell {
        /// Ordinal of the table in the section, from 0.
        #[schemars(title = "표 번호")]
        pub table: u16,
        /// The heading it stands under.
        #[schemars(title = "세부사업")]
        pub project: Option<String>,
        /// Who pays.
        #[schemars(title = "재원")]
        pub source: FundingSource,
        /// The source as printed.
        #[schemars(title = "재원명")]
        pub label: String,
        /// Kind of period.
        #[schemars(title = "기간 구분")]
        pub period: Period,
        /// The year, or the first of a range.
        #[schemars(title = "연도")]
        pub year: Option<i32>,
        /// Last year of a range.
        #[schemars(title = "끝 연도")]
        pub year_to: Option<i32>,
        /// The period as printed.
        #[schemars(title = "기간명")]
        pub period_label: String,
        /// What is measured.
        #[schemars(title = "계획·확보·집행")]
        pub measure: Measure,
        /// A row or column that sums other printed ones.
        #[schemars(title = "소계 여부")]
        pub subtotal: bool,
        /// The number as printed, before the unit.
        #[schemars(title = "인쇄된 수")]
        pub number: f64,
        /// In KRW; null where the unit is missing.
        #[schemars(title = "금액(원)")]
        pub krw: Option<i64>,
    }

    /// 기준값, 목표값, 실적값 of an indicator.
    #[derive(Deserialize)]
    #[schemars(title = "지표값")]
    pub struct IndicatorValue {
        /// The indicator's name.
        #[schemars(title = "지표명")]
        pub name: String,
        /// Its unit.
        #[schemars(title = "단위")]
        pub unit: Option<String>,
        /// The year.
        #[schemars(title = "연도")]
        pub year: Option<i32>,
        /// What the value is.
        #[schemars(title = "구분")]
        pub measure: IndicatorMeasure,
        /// As printed.
        #[schemars(title = "값")]
        pub value: String,
    }

    /// A count of 시민소통 by channel.
    #[derive(Eq, Deserialize)]
    #[schemars(title = "소통 실적")]
    pub struct ChannelCount {
        /// The channel.
        #[schemars(title = "소통 방법")]
        pub channel: String,
        /// How many; `-` is 0, null where unreadable.
        #[schemars(title = "횟수")]
        pub count: Option<i64>,
    }

    /// 달성률, 재정확보율, 집행률 and the like.
    #[derive(Deserialize)]
    #[schemars(title = "비율")]
    pub struct Rate {
        /// As printed.
        #[schemars(title = "이름")]
        pub name: String,
        /// As printed, even outside 0–100.
        #[schemars(title = "비율(%)")]
        pub percent: f64,
    }

    /// The municipality or province.
    #[derive(Eq, Deserialize)]
    #[schemars(title = "자치단체")]
    pub struct Jurisdiction {
        /// As printed or as the code table has it.
        #[schemars(title = "이름")]
        pub name: String,
        /// Five digits, null where the name is ambiguous or unknown.
        #[schemars(title = "행정구역 코드")]
        pub code: Option<String>,
        /// Province or municipality.
        #[schemars(title = "수준")]
        pub level: Option<JurisdictionLevel>,
        /// Where it was taken from.
        #[schemars(title = "근거")]
        pub basis: JurisdictionBasis,
    }

    /// 중앙정부 도움 필요성.
    #[derive(Eq, Deserialize)]
    #[schemars(title = "도움 필요성")]
    pub struct CentralSupport {
        /// Whether help is needed.
        #[schemars(title = "필요 여부")]
        pub needed: bool,
        /// Which.
        #[schemars(title = "종류")]
        pub kinds: Vec<SupportKind>,
    }

    /// A person in charge.
    #[schemars(title = "담당자")]
    pub struct Contact {
        /// 과장, 팀장, 담당자 …, spaces removed.
        #[schemars(title = "직위")]
        pub role: Option<Text>,
        /// Name.
        #[schemars(title = "성명")]
        pub name: Option<Text>,
        /// As printed.
        #[schemars(title = "전화번호")]
        pub phone: Option<Text>,
    }

    /// A label and its value, as the header card prints them.
    #[schemars(title = "머리표 항목")]
    pub struct HeaderPair {
        /// Label, spaces removed.
        #[schemars(title = "항목")]
        pub label: String,
        /// Value.
        #[schemars(title = "값")]
        pub value: Text,
    }

    /// Identity, classification, progress, people.
    #[derive(Default)]
    #[schemars(title = "공약")]
    pub struct Pledge {
        /// 공약번호.
        #[schemars(title = "공약번호")]
        pub number: Option<Text>,
        /// 공약명.
        #[schemars(title = "공약명")]
        pub title: Option<Text>,
        /// 분야, without its numeral.
        #[schemars(title = "분야")]
        pub category: Option<Text>,
        /// The numeral, as printed.
        #[schemars(title = "분야 번호")]
        pub category_number: Option<Text>,
        /// The municipality.
        #[schemars(title = "자치단체")]
        pub jurisdiction: Option<Sourced<Jurisdiction>>,
        /// 공약사항, parents and leaves.
        #[schemars(title = "공약사항")]
        pub promises: Vec<Text>,
        /// 신규·계속.
        #[schemars(title = "신규·계속")]
        pub continuity: Option<Sourced<Continuity>>,
        /// 임기내·임기후.
        #[schemars(title = "임기 구분")]
        pub term: Option<Sourced<Term>>,
        /// 단기·중기·장기.
        #[schemars(title = "사업시기")]
        pub horizon: Option<Sourced<Horizon>>,
        /// 예산·비예산.
        #[schemars(title = "예산 구분")]
        pub budget: Option<Sourced<Budget>>,
        /// 사업주체·사업권한.
        #[schemars(title = "사업주체")]
        pub authorities: Vec<Sourced<Authority>>,
        /// 이행상태.
        #[schemars(title = "이행 상태")]
        pub state: Option<Sourced<State>>,
        /// As printed.
        #[schemars(title = "이행 상태(원문)")]
        pub state_label: Option<Text>,
        /// Manifesto class.
        #[schemars(title = "매니페스토 분류")]
        pub manifesto: Option<Sourced<Manifesto>>,
        /// The report's own rate.
        #[schemars(title = "이행률(%)")]
        pub progress_percent: Option<Sourced<f64>>,
        /// What the report calls it.
        #[schemars(title = "이행률 이름")]
        pub progress_label: Option<Text>,
        /// Other rates.
        #[schemars(title = "그 밖의 비율")]
        pub rates: Vec<Sourced<Rate>>,
        /// 완료시기.
        #[schemars(title = "완료시기")]
        pub completion: Option<Sourced<DateSpan>>,
        /// 중앙정부 도움 필요성.
        #[schemars(title = "도움 필요성")]
        pub central_support: Option<Sourced<CentralSupport>>,
        /// 주관부서.
        #[schemars(title = "담당부서")]
        pub department: Option<Text>,
        /// 담당자.
        #[schemars(title = "담당자")]
        pub contacts: Vec<Contact>,
        /// Every label/value pair of the header card.
        #[schemars(title = "머리표")]
        pub header: Vec<HeaderPair>,
    }

    /// A target of one year.
    #[schemars(title = "연차별 목표")]
    pub struct AnnualTarget {
        /// The group.
        #[schemars(title = "구분")]
        pub group: Option<Text>,
        /// The item.
        #[schemars(title = "세부사업")]
        pub item: Option<Text>,
        /// The year; null where the row is 향후·임기후.
        #[schemars(title = "연도")]
        pub year: Option<Sourced<i32>>,
        /// The period as printed.
        #[schemars(title = "연도(원문)")]
        pub period_label: Option<String>,
        /// Targets, one a bullet.
        #[schemars(title = "목표")]
        pub targets: Vec<Text>,
        /// Results, one a bullet.
        #[schemars(title = "실적")]
        pub results: Vec<Text>,
        /// 누적추진율.
        #[schemars(title = "누적추진율(%)")]
        pub cumulative_percent: Option<Sourced<f64>>,
    }

    /// A point of an outline.
    #[schemars(title = "항목")]
    pub struct Item {
        /// Label, spaces removed where they pad.
        #[schemars(title = "이름")]
        pub label: Option<Text>,
        /// Text.
        #[schemars(title = "내용")]
        pub text: Option<Text>,
        /// Points under it.
        #[schemars(title = "하위 항목")]
        pub items: Vec<Item>,
    }

    /// A table that no typed field takes; merged cells repeated.
    #[schemars(title = "표")]
    pub struct Grid {
        /// Its caption.
        #[schemars(title = "표 제목")]
        pub caption: Option<Text>,
        /// Its unit.
        #[schemars(title = "단위")]
        pub unit: Option<String>,
        /// Header rows.
        #[schemars(title = "머리행")]
        pub header: Vec<Vec<Text>>,
        /// Body rows.
        #[schemars(title = "행")]
        pub rows: Vec<Vec<Text>>,
    }

    /// One project of the overview.
    #[derive(Default)]
    #[schemars(title = "세부사업")]
    pub struct Project {
        /// Null where the report describes one.
        #[schemars(title = "사업명")]
        pub name: Option<Text>,
        /// 사업기간.
        #[schemars(title = "사업기간")]
        pub period: Option<Sourced<DateSpan>>,
        /// 위치.
        #[schemars(title = "위치")]
        pub location: Option<Text>,
        /// 총사업비.
        #[schemars(title = "총사업비")]
        pub total_cost: Option<Sourced<Money>>,
        /// 재원.
        #[schemars(title = "재원")]
        pub funding: Vec<Sourced<Funding>>,
        /// 추진기관.
        #[schemars(title = "추진기관")]
        pub agencies: Vec<Text>,
        /// The whole outline.
        #[schemars(title = "내용")]
        pub items: Vec<Item>,
        /// Tables.
        #[schemars(title = "표")]
        pub tables: Vec<Grid>,
    }

    /// 사업개요.
    #[derive(Default)]
    #[schemars(title = "사업개요")]
    pub struct Overview {
        /// The projects; one without a name where the report describes one.
        #[schemars(title = "세부사업")]
        pub projects: Vec<Project>,
    }

    /// A planned step.
    #[schemars(title = "추진계획")]
    pub struct PlanItem {
        /// The parent's text.
        #[schemars(title = "구분")]
        pub group: Option<Text>,
        /// When.
        #[schemars(title = "시기")]
        pub date: Option<Sourced<DateSpan>>,
        /// What.
        #[schemars(title = "내용")]
        pub text: Text,
    }

    /// Something done.
    #[schemars(title = "추진실적")]
    pub struct Achievement {
        /// The parent's text.
        #[schemars(title = "구분")]
        pub group: Option<Text>,
        /// When.
        #[schemars(title = "일자")]
        pub date: Option<Sourced<DateSpan>>,
        /// What.
        #[schemars(title = "내용")]
        pub text: Text,
    }

    /// A task of the roadmap.
    #[schemars(title = "추진일정 항목")]
    pub struct Task {
        /// The group.
        #[schemars(title = "구분")]
        pub group: Option<Text>,
        /// The task.
        #[schemars(title = "추진내용")]
        pub name: Text,
        /// Its bars.
        #[schemars(title = "기간")]
        pub spans: Vec<Sourced<DateSpan>>,
    }

    /// 로드맵.
    #[schemars(title = "추진일정")]
    pub struct Schedule {
        /// Whether the source still has the bars.
        #[schemars(title = "표시 보존")]
        pub marks_preserved: Sourced<bool>,
        /// The tasks.
        #[schemars(title = "항목")]
        pub tasks: Vec<Task>,
    }

    /// 자체 점검결과.
    #[derive(Default)]
    #[schemars(title = "자체 점검결과")]
    pub struct Assessment {
        /// 잘된 점.
        #[schemars(title = "잘된 점")]
        pub strengths: Vec<Text>,
        /// 미흡한 점.
        #[schemars(title = "미흡한 점")]
        pub weaknesses: Vec<Text>,
        /// 개선계획.
        #[schemars(title = "개선계획")]
        pub improvements: Vec<Text>,
    }

    /// 쟁점사항 및 해소방안.
    #[derive(Default)]
    #[schemars(title = "쟁점 및 해소방안")]
    pub struct Obstacles {
        /// 쟁점, 문제점.
        #[schemars(title = "쟁점사항")]
        pub problems: Vec<Text>,
        /// 해소방안, 대책.
        #[schemars(title = "해소방안")]
        pub remedies: Vec<Text>,
    }

    /// 공약 변경.
    #[derive(Default)]
    #[schemars(title = "공약 변경")]
    pub struct Change {
        /// 변경일.
        #[schemars(title = "변경일")]
        pub date: Option<Sourced<DateSpan>>,
        /// 변경 내용.
        #[schemars(title = "변경 내용")]
        pub what: Option<Text>,
        /// 변경 사유.
        #[schemars(title = "변경 사유")]
        pub reason: Option<Text>,
        /// 변경 절차.
        #[schemars(title = "변경 절차")]
        pub procedure: Option<Text>,
    }

    /// A money section: its prose and its table in long form.
    #[derive(Default)]
    #[schemars(title = "투자계획")]
    pub struct MoneyTable {
        /// Unit as printed.
        #[schemars(title = "단위")]
        pub unit: Option<String>,
        /// Caption as printed.
        #[schemars(title = "표 제목")]
        pub caption: Option<Text>,
        /// 총사업비 of the prose.
        #[schemars(title = "총사업비")]
        pub total_cost: Option<Sourced<Money>>,
        /// 재원 of the prose.
        #[schemars(title = "재원")]
        pub funding: Vec<Sourced<Funding>>,
        /// The prose.
        #[schemars(title = "내용")]
        pub items: Vec<Item>,
        /// One per printed number.
        #[schemars(title = "칸")]
        pub cells: Vec<Sourced<Cell>>,
    }

    /// 시민소통 실적 및 계획.
    #[derive(Default)]
    #[schemars(title = "시민소통")]
    pub struct Engagement {
        /// Unit as printed (회, 건).
        #[schemars(title = "단위")]
        pub unit: Option<String>,
        /// Counts by channel.
        #[schemars(title = "횟수")]
        pub counts: Vec<Sourced<ChannelCount>>,
        /// Text.
        #[schemars(title = "내용")]
        pub items: Vec<Text>,
    }

    /// What the pledge asks of another government.
    #[schemars(title = "건의사항")]
    pub struct SupportRequest {
        /// Of whom.
        #[schemars(title = "기관")]
        pub body: Option<Text>,
        /// What.
        #[schemars(title = "내용")]
        pub text: Text,
    }

    /// A note on a line of its own.
    #[schemars(title = "주석")]
    pub struct Note {
        /// The section it is in.
        #[schemars(title = "절")]
        pub section: Option<String>,
        /// Text, without its mark.
        #[schemars(title = "내용")]
        pub text: Text,
    }

    /// A section that no parser knows, kept whole.
    #[schemars(title = "그 밖의 절")]
    pub struct OtherSection {
        /// Its heading.
        #[schemars(title = "제목")]
        pub heading: Option<Text>,
        /// Its lines.
        #[schemars(title = "내용")]
        pub lines: Vec<Text>,
        /// Its tables.
        #[schemars(title = "표")]
        pub tables: Vec<Grid>,
    }

    /// All that was read of one pledge.
    #[derive(Default)]
    #[schemars(title = "공약 내용")]
    pub struct Body {
        /// Identity, classification, progress, people.
        #[schemars(title = "공약")]
        pub pledge: Pledge,
        /// 사업목적.
        #[schemars(title = "사업목적")]
        pub purpose: Option<Vec<Text>>,
        /// 최종목표.
        #[schemars(title = "최종목표")]
        pub goal: Option<Vec<Text>>,
        /// 임기 내 목표.
        #[schemars(title = "임기 내 목표")]
        pub goal_in_term: Option<Vec<Text>>,
        /// 연차별 목표.
        #[schemars(title = "연차별 목표")]
        pub annual_targets: Option<Vec<AnnualTarget>>,
        /// 확인지표.
        #[schemars(title = "확인지표")]
        pub indicators: Option<Vec<Text>>,
        /// 지표값.
        #[schemars(title = "지표값")]
        pub indicator_values: Option<Vec<Sourced<IndicatorValue>>>,
        /// 사업개요.
        #[schemars(title = "사업개요")]
        pub overview: Option<Overview>,
        /// 추진계획.
        #[schemars(title = "추진계획")]
        pub plans: Option<Vec<PlanItem>>,
        /// 로드맵.
        #[schemars(title = "추진일정")]
        pub schedule: Option<Schedule>,
        /// 추진실적.
        #[schemars(title = "추진실적")]
        pub achievements: Option<Vec<Achievement>>,
        /// 자체 점검결과.
        #[schemars(title = "자체 점검결과")]
        pub assessment: Option<Assessment>,
        /// 쟁점사항 및 해소방안.
        #[schemars(title = "쟁점 및 해소방안")]
        pub obstacles: Option<Obstacles>,
        /// 공약 변경.
        #[schemars(title = "공약 변경")]
        pub changes: Option<Vec<Change>>,
        /// 투자계획.
        #[schemars(title = "투자계획")]
        pub investment: Option<MoneyTable>,
        /// 집행실적.
        #[schemars(title = "집행실적")]
        pub execution: Option<MoneyTable>,
        /// 시민소통.
        #[schemars(title = "시민소통")]
        pub citizen_engagement: Option<Engagement>,
        /// 향후 추진계획.
        #[schemars(title = "향후 추진계획")]
        pub future_plans: Option<Vec<PlanItem>>,
        /// 건의사항.
        #[schemars(title = "건의사항")]
        pub support_requests: Option<Vec<SupportRequest>>,
        /// Notes.
        #[schemars(title = "주석")]
        pub notes: Vec<Note>,
        /// Captions and other loose lines.
        #[schemars(title = "사진 설명 등")]
        pub captions: Vec<Text>,
        /// Sections that no parser knows.
        #[schemars(title = "그 밖의 절")]
        pub other_sections: Vec<OtherSection>,
    }

    /// The administration that the file belongs to.
    #[derive(Eq)]
    #[schemars(title = "민선 기수")]
    pub struct Administration {
        /// 민선8기 → 8.
        #[schemars(title = "기수")]
        pub term: i32,
        /// As printed.
        #[schemars(title = "원문")]
        pub label: String,
    }

    /// What the file says of itself.
    #[derive(Eq)]
    #[schemars(title = "문서")]
    pub struct Document {
        /// Title.
        #[schemars(title = "제목")]
        pub title: Option<String>,
        /// 기준일.
        #[schemars(title = "기준일")]
        pub as_of: Option<DateSpan>,
        /// 민선 n기.
        #[schemars(title = "민선 기수")]
        pub administration: Option<Administration>,
        /// Card, book, list, other.
        #[schemars(title = "문서 종류")]
        pub kind: DocumentKind,
    }
}

walk! {
    Contact { role, name, phone }
    HeaderPair { value }
    Pledge {
        number, title, category, category_number, jurisdiction, promises, continuity, term, horizon, budget, authorities,
        state, state_label, manifesto, progress_percent, progress_label, rates, completion, central_support, department,
        contacts, header,
    }
    AnnualTarget { group, item, year, targets, results, cumulative_percent }
    Item { label, text, items }
    Grid { caption, header, rows }
    Project { name, period, location, total_cost, funding, agencies, items, tables }
    Overview { projects }
    PlanItem { group, date, text }
    Achievement { group, date, text }
    Task { group, name, spans }
    Schedule { marks_preserved, tasks }
    Assessment { strengths, weaknesses, improvements }
    Obstacles { problems, remedies }
    Change { date, what, reason, procedure }
    MoneyTable { caption, total_cost, funding, items, cells }
    Engagement { counts, items }
    SupportRequest { body, text }
    Note { text }
    OtherSection { heading, lines, tables }
    Body {
        pledge, purpose, goal, goal_in_term, annual_targets, indicators, indicator_values, overview, plans, schedule,
        achievements, assessment, obstacles, changes, investment, execution, citizen_engagement, future_plans,
        support_requests, notes, captions, other_sections,
    }
}

impl Show for String {
    fn show(&self) -> String {
        self.clone()
    }
    fn edit_text(&mut self, edit: &mut dyn FnMut(&mut String)) {
        edit(self);
    }
    fn as_text(&self) -> Option<&str> {
        Some(self)
    }
}
impl Show for f64 {
    fn show(&self) -> String {
        self.to_string()
    }
}
impl Show for i32 {
    fn show(&self) -> String {
        self.to_string()
    }
}
impl Show for bool {
    fn show(&self) -> String {
        self.to_string()
    }
}
impl Show for DateSpan {
    fn show(&self) -> String {
        self.edtf.clone().or_else(|| self.recurrence.map(|r| r.word().to_owned())).unwrap_or_default()
    }
    fn edit_text(&mut self, edit: &mut dyn FnMut(&mut String)) {
        edit(&mut self.raw);
    }
}
impl Show for Money {
    fn show(&self) -> String {
        match (self.krw, self.krw_min, self.krw_max) {
            (Some(krw), ..) => krw.to_string(),
            (None, Some(low), Some(high)) => format!("{low}~{high}"),
            _ => String::new(),
        }
    }
    fn edit_text(&mut self, edit: &mut dyn FnMut(&mut String)) {
        edit(&mut self.raw);
    }
}
impl Show for Funding {
    fn show(&self) -> String {
        format!("{} {}", self.label, self.krw.map_or_else(String::new, |k| k.to_string()))
    }
    fn edit_text(&mut self, edit: &mut dyn FnMut(&mut String)) {
        edit(&mut self.label);
    }
}
impl Show for Cell {
    fn show(&self) -> String {
        self.krw.map_or_else(|| self.number.to_string(), |k| k.to_string())
    }
    fn edit_text(&mut self, edit: &mut dyn FnMut(&mut String)) {
        if let Some(project) = &mut self.project {
            edit(project);
        }
        edit(&mut self.label);
        edit(&mut self.period_label);
    }
}
impl Show for IndicatorValue {
    fn show(&self) -> String {
        format!("{} {}", self.name, self.value)
    }
    fn edit_text(&mut self, edit: &mut dyn FnMut(&mut String)) {
        edit(&mut self.name);
        edit(&mut self.value);
    }
}
impl Show for ChannelCount {
    fn show(&self) -> String {
        format!("{} {}", self.channel, self.count.map_or_else(String::new, |c| c.to_string()))
    }
    fn edit_text(&mut self, edit: &mut dyn FnMut(&mut String)) {
        edit(&mut self.channel);
    }
}
impl Show for Rate {
    fn show(&self) -> String {
        format!("{} {}", self.name, self.percent)
    }
    fn edit_text(&mut self, edit: &mut dyn FnMut(&mut String)) {
        edit(&mut self.name);
    }
}
impl Show for Jurisdiction {
    fn show(&self) -> String {
        match &self.code {
            Some(code) => format!("{} {code}", self.name),
            None => self.name.clone(),
        }
    }
}
impl Show for CentralSupport {
    fn show(&self) -> String {
        let kinds: Vec<_> = self.kinds.iter().map(|k| k.word()).collect();
        format!("{} {}", self.needed, kinds.join(","))
    }
}
