//! Single values.

use crate::diag::{Code, Severity};

declare_codes! {
    /// ## What it means
    /// A roadmap (로드맵, 추진일정) shows when a task runs by shaded cells or drawn bars. Plain text has
    /// neither, so only the tasks and the head of the table remain.
    ///
    /// ## Why it matters
    /// Empty cells look like “nothing planned”. They are not: the information is on the printed page and
    /// not in the text.
    ///
    /// ## Example
    /// ```text
    /// □ 연차별 · 분기별 로드맵
    /// 세부 추진계획      2023          2024
    ///                   1  2  3  4    1  2  3  4
    /// 부지 매입
    /// 설계 및 착공
    ///
    /// marks-lost: 2 tasks, no marks in any of their cells
    /// ```
    ///
    /// ## Effect on the record
    /// `schedule.marks_preserved` is false, `schedule.tasks` has the tasks, and their `spans` are empty.
    /// Nothing else changes; the status is not affected.
    ///
    /// ## What to do
    /// If the dates matter, read them from the printed roadmap. 추진계획 and 연차별 목표 often give the
    /// same dates in words, and those are in the record.
    ///
    /// ## 한국어 설명
    /// - 뜻: 로드맵의 시기는 칸의 음영이나 막대로 표시되는데, 텍스트에는 남지 않습니다. 계획이 없다는 뜻이
    ///   아닙니다.
    /// - 예: 위의 예에서는 ‘부지 매입’, ‘설계 및 착공’ 항목만 남고 분기 표시는 모두 사라졌습니다.
    /// - 조치: 시기가 필요하면 원본의 로드맵을 확인하십시오. 추진계획이나 연차별 목표에 같은 시기가 글로
    ///   적혀 있는 경우가 많습니다.
    ///
    /// ## See also
    /// `table-flattened`
    MARKS_LOST = "FI001", "marks-lost", Info {
        summary: "a roadmap whose bars the text no longer has",
        summary_ko: "로드맵의 막대(음영) 표시가 텍스트에 남아 있지 않습니다",
        hint: "The tasks are in the record; read their dates from the original document.",
        hint_ko: "추진 항목은 레코드에 있습니다. 시기는 원본 문서의 로드맵에서 확인하십시오.",
    }

    /// ## What it means
    /// Next to a known label (사업기간, 총사업비, 이행률, 이행상태 …) stands something, but not a date, an
    /// amount, a rate or a state in any form that the program knows.
    ///
    /// ## Why it matters
    /// Without this issue the null would say that the report has no such value. It has one.
    ///
    /// ## Example
    /// ```text
    /// 사업기간    2023. 3. ~ 2025. 12.    총사업비    12억원
    /// 이행상태    정상추진                이행률      절반 이상
    ///
    /// value-unreadable: 이행률 `절반 이상` is not a rate
    /// ```
    ///
    /// ## Effect on the record
    /// The field is null; the text is quoted in `raw`, and the pair is in `pledge.header` as printed where
    /// it comes from the header card. A free-text 추진상황 is no such case: it is kept in
    /// `pledge.state_label`.
    ///
    /// ## What to do
    /// Read the quoted text. If it is a value in an unusual form, enter it. If it is a sentence, as in the
    /// example, there is no number to enter, and the null is right.
    ///
    /// ## 한국어 설명
    /// - 뜻: 사업기간·총사업비·이행률·이행상태 등의 항목에 값이 적혀 있으나 날짜, 금액, 비율, 상태로
    ///   해석되지 않습니다.
    /// - 예: 위의 예에서 이행률이 ‘절반 이상’으로 적혀 있어 숫자로 옮길 수 없습니다.
    /// - 조치: 원문은 문제의 `raw`와 머리표(`pledge.header`)에 그대로 있습니다. 값이 맞다면 직접 입력하고,
    ///   문장뿐이라면 빈 값으로 두십시오.
    ///
    /// ## See also
    /// `date-invalid`, `cell-unreadable`, `text-damaged`
    VALUE_UNREADABLE = "FI002", "value-unreadable", Warning {
        summary: "a labelled value is in the source but could not be read; its field is null",
        summary_ko: "항목명과 값이 원문에 있으나 값을 해석하지 못하여 비워 두었습니다",
        hint: "Read the quoted text and enter the value by hand.",
        hint_ko: "인용된 원문을 보고 값을 직접 입력하십시오.",
    }

    /// ## What it means
    /// Short names such as 중구, 동구 or 고성군 belong to more than one municipality. Neither the report
    /// nor the path of the file names the province or metropolitan city that would decide.
    ///
    /// ## Why it matters
    /// The five-digit code is what joins pledges to population, budget and election data. A code of the
    /// wrong 중구 joins them to another city.
    ///
    /// ## Example
    /// ```text
    /// 민선8기 중구 공약실천계획서
    /// 2024. 12. 31. 기준
    ///
    /// jurisdiction-ambiguous: 중구 is the name of several municipalities; code left null
    /// ```
    ///
    /// ## Effect on the record
    /// `pledge.jurisdiction.name` is the name as printed and its `code` is null, therefore `pledge_key` is
    /// null too. The status does not change. Where 시비 and 구비 stand side by side, the funding sources
    /// are told apart all the same.
    ///
    /// ## What to do
    /// Run again with `--jurisdiction 11140` (or whichever code is right), or sort the files into folders
    /// that name the province, such as `서울특별시/중구/`.
    ///
    /// ## 한국어 설명
    /// - 뜻: 중구·동구·고성군처럼 같은 이름의 자치단체가 여러 곳이며, 문서와 경로에 시·도가 없어 하나로
    ///   정할 수 없습니다.
    /// - 예: 위의 예는 ‘중구’만 적혀 있어 어느 광역시의 중구인지 알 수 없습니다. 코드는 비워 두었습니다.
    /// - 조치: `--jurisdiction 11140`과 같이 5자리 행정구역 코드를 지정하거나 ‘서울특별시/중구’처럼 시·도가
    ///   드러나는 폴더에 넣어 다시 변환하십시오.
    ///
    /// ## See also
    /// `value-unreadable`
    JURISDICTION_AMBIGUOUS = "FI003", "jurisdiction-ambiguous", Info {
        summary: "the name of the municipality fits several, and the report names no province",
        summary_ko: "자치단체 이름이 여러 곳에 해당하는데 시·도가 적혀 있지 않습니다",
        hint: "Give the code with `--jurisdiction`, or put the province into the folder or file name.",
        hint_ko: "`--jurisdiction`으로 행정구역 코드를 지정하거나, 폴더나 파일 이름에 시·도를 넣으십시오.",
    }
}
