//! Corrections of reviewers.

use crate::diag::{Code, Severity};

declare_codes! {
    /// ## What it means
    /// `corrections.jsonl` in the output folder holds a correction that a reviewer made, and the report it
    /// was made on has changed since: the pledge is gone, the text of the value or what stands around it
    /// is another one, or it fits several places. The correction was not applied. The same goes for a card
    /// that a reviewer has split or joined at a line which is no longer there.
    ///
    /// ## Why it matters
    /// A correction belongs to a value in its surroundings, never to a row number. Put onto a text that has
    /// changed, it might overwrite a right value with an old one.
    ///
    /// ## Example
    /// ```text
    /// corrections.jsonl: 국비 2024 = 500 (the report prints 50O)
    /// the new edition:   국비 2024 = 620
    ///
    /// correction-stale: a reviewer's correction of /investment/cells/7 was not applied
    /// ```
    ///
    /// ## Effect on the record
    /// The values are those that the program read. The line stays in `corrections.jsonl`; it is applied
    /// again as soon as its text is back.
    ///
    /// ## What to do
    /// Open the review page, look at the value in the new text, and accept or correct it there. A
    /// correction that is no longer needed can be undone on the same page.
    ///
    /// ## 한국어 설명
    /// - 뜻: 검토자가 수정한 값의 원문이나 그 앞뒤 글, 또는 공약 자체가 바뀌어 `corrections.jsonl`의
    ///   수정을 적용하지 않았습니다. 카드를 나누거나 합친 줄이 바뀐 때도 같습니다.
    /// - 예: 위의 예에서는 새 보고서의 수치가 620으로 바뀌어, 예전 수치에 대한 수정을 적용하지 않았습니다.
    /// - 조치: 검토 화면(`bogoseo review`)에서 새 원문을 보고 값을 다시 확인하십시오. 더 필요 없는 수정은
    ///   그 화면에서 취소할 수 있습니다.
    ///
    /// ## See also
    /// `value-unreadable`, `cell-unreadable`
    CORRECTION_STALE = "RV001", "correction-stale", Warning {
        summary: "a reviewer's correction no longer fits the text and was not applied",
        summary_ko: "검토자의 수정이 바뀐 원문에 맞지 않아 적용하지 않았습니다",
        hint: "Look at the value again on the review page (`bogoseo review OUT`).",
        hint_ko: "검토 화면(`bogoseo review OUT`)에서 값을 다시 확인하십시오.",
    }
}
