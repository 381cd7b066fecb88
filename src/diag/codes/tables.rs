//! Tables and their cells.

use crate::diag::{Code, Severity};

declare_codes! {
    /// ## What it means
    /// A row has more or fewer cells than the header has columns, and neither merged cells nor the sums of
    /// the table show which cell belongs to which column.
    ///
    /// ## Why it matters
    /// An amount under a wrong year is worse than no amount: it looks right, and every sum over years
    /// inherits it.
    ///
    /// ## Example
    /// ```text
    /// (단위: 백만원)
    /// 구분    계      2023    2024
    /// 국비    500     200     300
    /// 도비    150     50      60      40
    ///
    /// table-shape: 도비 has 4 numbers for 3 columns (계, 2023, 2024)
    /// ```
    ///
    /// ## Effect on the record
    /// The row gives no values; its text is quoted in the `raw` of the issue. Other rows of the table are
    /// read. The record has `status` `review`.
    ///
    /// ## What to do
    /// Open the original at the line that the issue names. Mostly a cell was split in two, a merged cell
    /// was lost in the export, or a column has no heading. Enter the values of the row from there.
    ///
    /// ## 한국어 설명
    /// - 뜻: 행의 칸 수가 머리행의 열 수와 다르고, 병합된 칸이나 합계로도 어느 열의 값인지 확정할 수
    ///   없습니다.
    /// - 예: 위의 예에서 도비 행에는 숫자가 4개이지만 열은 3개(계, 2023, 2024)입니다. 어느 값이 2024년인지
    ///   알 수 없습니다.
    /// - 조치: 해당 행은 값으로 옮기지 않았으며 원문은 문제의 `raw`에 있습니다. 원본을 보고 값을 직접
    ///   입력하십시오. 칸 나뉨, 병합 해제, 열 제목 누락이 흔한 원인입니다.
    ///
    /// ## See also
    /// `table-repaired`, `table-flattened`, `cell-unreadable`
    TABLE_SHAPE = "TB001", "table-shape", Error {
        summary: "the cells of a table row cannot be matched to the columns of its header",
        summary_ko: "표의 행에 있는 칸을 머리행의 열에 맞출 수 없습니다",
        hint: "Look at the row in the original; correct the values of that row by hand.",
        hint_ko: "원본에서 해당 행을 확인하고 그 행의 값을 직접 입력하십시오.",
    }

    /// ## What it means
    /// The cells of a row, as the text has them, did not fit the columns: a number was wrapped over two
    /// lines, or two numbers stood in one cell. One way of joining or splitting them fits the header, and
    /// with it the sums of the table are right.
    ///
    /// ## Why it matters
    /// The value is not printed in one piece in the text. The sums are strong evidence, but they are
    /// evidence and not the print itself, so the choice is shown.
    ///
    /// ## Example
    /// ```text
    /// (단위: 백만원)
    /// 구분   계     2023   2024
    /// 국비   3,0    1,000  2,000
    ///        00
    ///
    /// table-repaired: joined `3,0` and `00` to 3,000; 1,000 + 2,000 = 3,000
    /// ```
    ///
    /// ## Effect on the record
    /// The values are in the record. Their evidence lists each piece with its own span, and `because` says
    /// that the cell was put together.
    ///
    /// ## What to do
    /// Nothing, as a rule. Before publishing a figure from such a row, look at the row in the original.
    ///
    /// ## 한국어 설명
    /// - 뜻: 줄바꿈으로 나뉜 숫자를 잇거나 붙은 숫자를 나누어 열에 맞추었습니다. 그렇게 하면 표의 합계가
    ///   정확히 맞습니다.
    /// - 예: 위의 예에서는 두 줄로 나뉜 ‘3,0’과 ‘00’을 3,000으로 이었습니다. 1,000 + 2,000 = 3,000으로
    ///   확인됩니다.
    /// - 조치: 대체로 그대로 쓰셔도 됩니다. 대외에 공표할 수치라면 원본의 해당 행을 한 번 확인하십시오.
    ///
    /// ## See also
    /// `table-shape`, `total-mismatch`
    TABLE_REPAIRED = "TB002", "table-repaired", Info {
        summary: "cells were re-joined or re-split to fit the header, and the arithmetic confirms it",
        summary_ko: "칸을 다시 잇거나 나누어 머리행에 맞추었고, 합계로 맞음을 확인하였습니다",
        hint: "Nothing, as a rule; check a few such rows against the original.",
        hint_ko: "대체로 조치가 필요 없습니다. 몇 행만 원본과 대조하여 확인하십시오.",
    }

    /// ## What it means
    /// Text taken from a PDF has no cells: a cell that wraps is several lines, and lines of neighbouring
    /// cells follow each other. Here too little is left to say where one cell ends and the next begins.
    ///
    /// ## Why it matters
    /// The words of the table are in the record, but not in their columns. A search finds them; a pivot
    /// table does not.
    ///
    /// ## Example
    /// ```text
    /// 구 분 주요기능
    /// 거점
    /// 지구
    /// 누리대학교 연구개발,
    /// 인력양성
    /// 배후
    /// 지구
    /// 한별산업단지 기업 입주
    ///
    /// table-flattened: 8 lines of a table kept as lines; its columns could not be recovered
    /// ```
    ///
    /// ## Effect on the record
    /// The lines are kept, in their order, in the section where the table stands. No typed value is read
    /// from them. Status and confidence of the other values do not change.
    ///
    /// ## What to do
    /// If you need the table, read it in the original. If the report also exists as a word-processor
    /// document, a text exported from it may have tabs between the cells, and then the table is read.
    ///
    /// ## 한국어 설명
    /// - 뜻: PDF에서 뽑은 텍스트에는 칸 구분이 없어, 어디까지가 한 칸인지 알 수 없는 표입니다.
    /// - 예: 위의 예에서는 ‘거점 / 지구’가 한 칸이었으나 두 줄로 나뉘어 있습니다.
    /// - 조치: 내용은 해당 절에 줄 단위로 남아 있습니다. 표가 필요하면 원본을 확인하십시오. 한글 등 편집
    ///   가능한 원본에서 칸이 탭으로 구분된 텍스트를 얻을 수 있다면 그 파일을 변환하십시오.
    ///
    /// ## See also
    /// `table-shape`, `marks-lost`
    TABLE_FLATTENED = "TB003", "table-flattened", Info {
        summary: "a table whose cells the text no longer tells apart; its lines are kept whole",
        summary_ko: "칸 구분이 사라진 표입니다. 줄 단위로 그대로 보존하였습니다",
        hint: "Take the table from the original document, or convert a text in which tabs separate the cells.",
        hint_ko: "표 내용은 원본 문서에서 확인하거나, 칸이 탭으로 구분된 텍스트를 변환하십시오.",
    }

    /// ## What it means
    /// The cell stands in a column of numbers but holds something else: a letter among the digits, two
    /// numbers, a misplaced word. Empty cells and `-` are not meant: they mean “nothing”.
    ///
    /// ## Why it matters
    /// The value is in the source but not in the record, and every sum that it belongs to is short by it.
    ///
    /// ## Example
    /// ```text
    /// (단위: 백만원)
    /// 구분    계       2023     2024
    /// 계      2,700    1,300    1,400
    /// 국비    2,200    1,O00    1,200
    /// 시비    500      300      200
    ///
    /// cell-unreadable: `1,O00` (국비, 2023) is not a number; suggestion 1,000
    /// ```
    ///
    /// ## Effect on the record
    /// The cell gives no entry in `cells`. The record has `status` `review`. Where exactly one number makes
    /// row and column add up, the issue carries it as `suggestion`; it is never put into the field.
    ///
    /// ## What to do
    /// Look at the cell in the original. A letter O for a zero and an l for a one come from OCR; a star or
    /// a word mostly belongs to a footnote.
    ///
    /// ## 한국어 설명
    /// - 뜻: 숫자 열에 숫자가 아닌 내용이 있습니다. 빈칸과 ‘-’는 ‘없음’으로 보므로 해당하지 않습니다.
    /// - 예: 위의 예에서 국비 2023년 칸의 ‘1,O00’은 숫자 0 자리에 영문자 O가 들어 있습니다. 가로 합과 세로
    ///   합이 모두 1,000을 가리킵니다.
    /// - 조치: 제안값은 참고용이며 자동으로 반영되지 않습니다. 원본을 확인한 뒤 입력하십시오.
    ///
    /// ## See also
    /// `table-shape`, `total-mismatch`, `period-total-mismatch`, `value-unreadable`
    CELL_UNREADABLE = "TB004", "cell-unreadable", Error {
        summary: "a table cell that should be a number is not one",
        summary_ko: "숫자여야 할 표의 칸을 숫자로 읽을 수 없습니다",
        hint: "Read the cell in the original and enter its value; `suggestion` says what the sums imply, where they imply one value.",
        hint_ko: "원본에서 해당 칸의 값을 확인하여 입력하십시오. 합계로 값이 하나로 정해지는 경우 제안값(`suggestion`)을 참고하십시오.",
    }

    /// ## What it means
    /// No caption such as `(단위: 백만원)`, no unit in a header cell and none in the cells tells what the
    /// numbers of this table count.
    ///
    /// ## Why it matters
    /// 천원 and 백만원 differ by a factor of a thousand. Most tables of pledge reports are in 백만원, but a
    /// guess that is right most of the time is wrong by a thousand the other times.
    ///
    /// ## Example
    /// ```text
    /// □ 연차별 투자계획
    /// 구분    계      2023    2024
    /// 국비    3,000   1,000   2,000
    /// 시비    1,500   500     1,000
    ///
    /// unit-missing: no unit for the table under 연차별 투자계획; the numbers are kept unscaled
    /// ```
    ///
    /// ## Effect on the record
    /// `unit` is null; each cell keeps its `number` as printed, and its `krw` is null. Sums within the
    /// table are still checked. The record has `status` `review`.
    ///
    /// ## What to do
    /// Look above and below the table, at the other tables of the same report and at 총사업비 in the text,
    /// which mostly shows the scale. Then compute the amounts from `number`.
    ///
    /// ## 한국어 설명
    /// - 뜻: 표 제목, 머리행, 칸 어디에도 단위가 없어 금액을 원으로 환산하지 않았습니다. `number`에는
    ///   인쇄된 숫자가 그대로 있고 `krw`는 비어 있습니다.
    /// - 예: 위의 표에는 ‘(단위: 백만원)’과 같은 표시가 없습니다. 3,000이 3백만 원인지 30억 원인지 알 수
    ///   없습니다.
    /// - 조치: 같은 보고서의 다른 표나 본문의 총사업비와 견주어 단위를 확정한 뒤 환산하십시오.
    ///
    /// ## See also
    /// `cell-unreadable`, `cost-conflict`
    UNIT_MISSING = "TB005", "unit-missing", Error {
        summary: "a money table does not say its unit, so its numbers are not turned into won",
        summary_ko: "금액 표에 단위 표시가 없어 원 단위로 환산하지 않았습니다",
        hint: "Find the unit in the original (천원, 백만원, 억원) and multiply the column `number` by it.",
        hint_ko: "원본에서 단위(천원, 백만원, 억원 등)를 확인하여 `number` 값에 곱하십시오.",
    }

    /// ## What it means
    /// A text shows more table cells than are read of one file, or a list more rows than one file may give
    /// records. The reader stopped making cells there, so that one file cannot take all of the memory.
    ///
    /// ## Why it matters
    /// What went over it is in the output as text, not as values: sums over the output miss it. Reports are
    /// never so large; mostly the file is an export of a whole database, or is damaged (a tab or a pipe
    /// again and again).
    ///
    /// ## Example
    /// ```text
    /// reports/전체_내보내기.txt, line 40122
    ///
    /// table-limit: the tables of the file have more than 500000 cells; rows that went over it, in
    ///              1 places, are kept as text
    /// ```
    ///
    /// ## Effect on the record
    /// The rows at the places that the issue names are text of their section, and the record goes to
    /// review. Rows of a list that gave no records stand in `manifest.json` under `files[].front_matter`.
    ///
    /// ## What to do
    /// Look at the line that the issue names. If the tables are real, cut the file into several and convert
    /// them together. If it is rubbish, nothing is lost.
    ///
    /// ## 한국어 설명
    /// - 뜻: 한 파일에서 읽는 표의 칸 수(또는 목록의 행 수)를 넘었습니다. 파일 하나가 메모리를 모두 쓰지
    ///   않도록 그 뒤는 표로 읽지 않았습니다.
    /// - 예: 위의 예에서는 40122번째 줄부터 글로만 남아 있습니다.
    /// - 조치: 실제 표라면 파일을 여러 개로 나누어 함께 변환하십시오. 탭이나 `|`가 되풀이되는 깨진
    ///   파일이라면 그대로 두어도 됩니다.
    ///
    /// ## See also
    /// `container-limit`, `file-too-large`, `table-shape`
    TABLE_LIMIT = "TB006", "table-limit", Error {
        summary: "the file has more table cells or list rows than are read; the rest is kept as text",
        summary_ko: "표의 칸이나 목록의 행이 한도를 넘어 나머지는 글로 남겼습니다",
        hint: "Look at the named line; if the tables are real, cut the file into several and convert them together.",
        hint_ko: "표시된 줄을 확인하고, 실제 표라면 파일을 여러 개로 나누어 함께 변환하십시오.",
    }

    /// ## What it means
    /// The words above a money table name several measures (당초·변경, 변경 및 확보), no box among them is
    /// ticked, and the table itself says nowhere which of them its numbers are.
    ///
    /// ## Why it matters
    /// The same source and year have different amounts in the plan as it was, in the plan as changed, and
    /// in what was secured. Read under the wrong name, a right number is a wrong amount.
    ///
    /// ## Example
    /// ```text
    /// 가. 당초·변경 투자계획 (단위: 백만원)
    /// 구분   계    2023   2024
    /// 계     500   300    200
    /// 국비   500   300    200
    ///
    /// measure-unclear: "당초·변경 투자계획" names several measures and the table names none
    /// ```
    ///
    /// ## Effect on the record
    /// The cells are kept with `measure` `planned`, and the record goes to review.
    ///
    /// ## What to do
    /// Look at the table in the original and set the measure of its cells.
    ///
    /// ## 한국어 설명
    /// - 뜻: 표 위의 말에 구분(당초·변경·확보)이 여러 가지이고 표 안에는 구분이 없어 어느 금액인지 알 수
    ///   없습니다.
    /// - 예: 위의 예에서 500이 당초 금액인지 변경 금액인지 알 수 없습니다.
    /// - 조치: 원본에서 확인하여 금액의 구분을 고치십시오.
    ///
    /// ## See also
    /// `cell-conflict`, `table-shape`
    MEASURE_UNCLEAR = "TB007", "measure-unclear", Error {
        summary: "the words above a money table name several measures and the table names none",
        summary_ko: "금액 표 위의 말에 구분이 여러 가지이고 표에는 없습니다",
        hint: "Find out from the original whether the amounts are 당초, 변경 or 확보, and set the measure.",
        hint_ko: "원본에서 당초·변경·확보 중 어느 금액인지 확인하여 구분을 고치십시오.",
    }
}
