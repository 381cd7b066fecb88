//! Values that have the form of a value and are none.

use crate::diag::{Code, Severity};

declare_codes! {
    /// ## What it means
    /// The text has the form of a date, but the month or the day does not exist: month 13, 31 April, 29
    /// February in a common year.
    ///
    /// ## Why it matters
    /// Software that “rolls over” turns 31 April into 1 May, and nobody sees that a date was misprinted.
    /// Here it is not read as another date.
    ///
    /// ## Example
    /// ```text
    /// □ 추진실적
    ///  - ▶ 2023. 13. 45. 누리동 주민설명회 개최
    ///  - ▶ 2023. 11. 8. 설계 용역 착수
    ///
    /// date-invalid: 2023. 13. 45. is not a date
    /// ```
    ///
    /// ## Effect on the record
    /// The date keeps its `raw`; `from`, `to` and `edtf` are null. The text beside it (누리동 주민설명회
    /// 개최) is read as usual.
    ///
    /// ## What to do
    /// Compare with the original; two digits are often swapped, or a digit was lost or doubled. If the
    /// report itself prints it, quote it as printed.
    ///
    /// ## 한국어 설명
    /// - 뜻: 날짜 형식이지만 월이나 일이 달력에 없습니다(13월, 4월 31일, 평년의 2월 29일 등).
    /// - 예: 위의 예에서 ‘2023. 13. 45.’는 존재하지 않는 날짜이므로 시작일과 종료일을 비워 두었습니다.
    /// - 조치: 원본과 대조하십시오. 원본에도 그렇게 인쇄되어 있다면 작성 부서에 확인하거나 표기 그대로
    ///   인용하십시오.
    ///
    /// ## See also
    /// `date-order`, `value-unreadable`
    DATE_INVALID = "NO001", "date-invalid", Warning {
        summary: "a date that no calendar has",
        summary_ko: "달력에 없는 날짜입니다",
        hint: "Find the right date in the original or ask the office; the printed text is in `raw`.",
        hint_ko: "원본이나 담당 부서를 통하여 바른 날짜를 확인하십시오. 인쇄된 표기는 `raw`에 있습니다.",
    }
}
