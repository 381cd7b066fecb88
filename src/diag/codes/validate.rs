//! What a report, or a folder of reports, says against itself.

use crate::diag::{Code, Severity};

declare_codes! {
    /// ## What it means
    /// In a money table, for one period and one measure (계획, 확보, 집행 …), 계 is not 국비 + 도비 + 시비
    /// and so on. The difference is larger than rounding could make it. It does not matter whether the
    /// sources are rows or columns.
    ///
    /// ## Why it matters
    /// Either a number was misread, or the report contradicts itself. Reports do: slips in such tables are
    /// common.
    ///
    /// ## Example
    /// ```text
    /// (단위: 백만원)
    /// 구분    계       2023     2024
    /// 계      3,200    1,500    1,800
    /// 국비    2,000    1,000    1,000
    /// 도비    600      300      300
    /// 시비    600      200      400
    ///
    /// total-mismatch: 2024: 국비 1,000 + 도비 300 + 시비 400 = 1,700, printed 1,800; suggestion 1,700
    /// ```
    ///
    /// ## Effect on the record
    /// Every cell keeps the number that is printed. The record has `status` `review`, and the cells
    /// concerned have a lower confidence. `proof` lists the cells, their sum, the printed total and the
    /// difference. `suggestion` is set only where one cell's change makes row and column right, as here:
    /// 1,500 + 1,700 is the printed 3,200.
    ///
    /// ## What to do
    /// Compare the cells with the original. If it prints the same numbers, the fault is the report's: quote
    /// the parts or the total, and say which.
    ///
    /// ## 한국어 설명
    /// - 뜻: 같은 기간·같은 구분(계획·확보·집행)에서 국비·도비·시비 등의 합이 인쇄된 ‘계’와 다르며, 차이가
    ///   단위 반올림으로 설명되지 않습니다.
    /// - 예: 위의 예에서 2024년 재원의 합은 1,700이나 ‘계’는 1,800입니다. 연도별 합(3,200)에 비추어도
    ///   1,700이 맞으므로 제안값은 1,700입니다.
    /// - 조치: 값은 인쇄된 그대로 두었습니다. 원본과 대조하여 판독 오류인지 보고서의 오기인지 확인하고,
    ///   오기라면 작성 부서에 문의하십시오.
    ///
    /// ## See also
    /// `period-total-mismatch`, `rounding-difference`, `parts-missing`, `cell-unreadable`
    TOTAL_MISMATCH = "VA001", "total-mismatch", Error {
        summary: "the total over the funding sources is not the sum of the sources",
        summary_ko: "재원별 금액의 합이 ‘계’와 일치하지 않습니다",
        hint: "Compare the numbers that the message names with the original; one of the parts, or the printed total, is wrong.",
        hint_ko: "메시지에 나온 숫자를 원본과 대조하십시오. 재원별 금액이나 ‘계’ 중 하나가 잘못되었습니다.",
    }

    /// ## What it means
    /// In a money table, for one source and one measure, 계 or 총계 is not the sum of 기투자, the years,
    /// 임기후 and 향후, as far as the table prints them. The difference is larger than rounding could make
    /// it.
    ///
    /// ## Why it matters
    /// Besides a misread number and a slip of the report there is a third cause here: a table that leaves
    /// years out. Its total is then right, and the years are not the whole story.
    ///
    /// ## Example
    /// ```text
    /// (단위: 백만원)
    /// 구분    총계     기투자   2023     2024     임기후
    /// 국비    2,500    500      800      700      500
    /// 시비    1,300    300      300      400      200
    ///
    /// period-total-mismatch: 시비: 300 + 300 + 400 + 200 = 1,200, printed 1,300
    /// ```
    ///
    /// ## Effect on the record
    /// Every cell keeps the number that is printed. The record has `status` `review`, and the cells
    /// concerned have a lower confidence. `proof` lists the addends, their sum, the printed total and the
    /// difference.
    ///
    /// ## What to do
    /// Compare with the original. Look also whether the years of the table are all years of the project
    /// (사업기간), and whether a note under the table names an amount outside it.
    ///
    /// ## 한국어 설명
    /// - 뜻: 같은 재원·같은 구분에서 기투자·연도·임기후·향후 금액의 합이 인쇄된 총계와 다릅니다.
    /// - 예: 위의 예에서 시비의 기간별 합은 1,200이나 총계는 1,300입니다.
    /// - 조치: 원본과 대조하십시오. 표에 없는 연도가 사업기간에 포함되는지, 표 아래 주석에 별도 금액이
    ///   있는지도 함께 확인하십시오. 값은 인쇄된 그대로 두었습니다.
    ///
    /// ## See also
    /// `total-mismatch`, `rounding-difference`, `parts-missing`, `cost-conflict`
    PERIOD_TOTAL_MISMATCH = "VA002", "period-total-mismatch", Error {
        summary: "the total over the periods is not the sum of the periods",
        summary_ko: "연도별 금액의 합이 ‘총계’와 일치하지 않습니다",
        hint: "Compare the numbers that the message names with the original; a period is wrong or missing, or the printed total is wrong.",
        hint_ko: "메시지에 나온 숫자를 원본과 대조하십시오. 특정 연도의 금액이 잘못되었거나 빠졌거나, ‘총계’가 잘못되었습니다.",
    }

    /// ## What it means
    /// Parts and total do not agree exactly, but each printed number may be off by half a unit of its last
    /// digit. Within that sum of halves, one for each addend and one for the total, the difference is no
    /// contradiction.
    ///
    /// ## Why it matters
    /// Tables in 억원 or 백만원 are made from exact amounts and rounded number by number. Calling each such
    /// difference an error would bury the true errors.
    ///
    /// ## Example
    /// ```text
    /// (단위: 억원)
    /// 구분    2024
    /// 계      12.4
    /// 국비    6.2
    /// 도비    3.1
    /// 시비    3.0
    ///
    /// rounding-difference: 6.2 + 3.1 + 3.0 = 12.3, printed 12.4; up to 0.2 may be rounding
    /// ```
    ///
    /// ## Effect on the record
    /// None: the values, their confidence and the status stay as they are. `proof` shows the sum.
    ///
    /// ## What to do
    /// Nothing. Use the printed total as the total. Where the same difference stands in a table in 원,
    /// where nothing is rounded, it is reported as an error instead.
    ///
    /// ## 한국어 설명
    /// - 뜻: 인쇄된 숫자마다 마지막 자리의 절반까지 반올림 차이가 있을 수 있으며, 합계의 차이가 그 범위
    ///   안에 있습니다.
    /// - 예: 위의 예에서 합은 12.3, 계는 12.4입니다. 네 숫자의 반올림으로 0.2까지 차이가 날 수 있습니다.
    /// - 조치: 조치가 필요 없습니다. 총액은 인쇄된 ‘계’를 쓰십시오.
    ///
    /// ## See also
    /// `total-mismatch`, `period-total-mismatch`
    ROUNDING_DIFFERENCE = "VA003", "rounding-difference", Info {
        summary: "a sum differs from its total by no more than rounding explains",
        summary_ko: "합계의 차이가 단위 반올림 범위 안에 있습니다",
        hint: "Nothing; mention the rounding if you publish both the parts and the total.",
        hint_ko: "조치가 필요 없습니다. 부분과 합계를 함께 공표할 때에는 반올림 차이를 밝히십시오.",
    }

    /// ## What it means
    /// A total over sources or over periods has a number, and all the cells that should make it up are
    /// empty or `-`. A total is compared only where at least one of its parts is printed.
    ///
    /// ## Why it matters
    /// An unchecked total is not the same as a checked one. And who sums the sources over all pledges gets
    /// less than the sum of the totals; this is why.
    ///
    /// ## Example
    /// ```text
    /// (단위: 백만원)
    /// 구분    2024     2025     2026
    /// 계      900      1,100    1,200
    /// 국비    500      600
    /// 시비    400      500
    ///
    /// parts-missing: 2026: 계 1,200, and no source has a number
    /// ```
    ///
    /// ## Effect on the record
    /// The total is kept as printed. No part is invented: the empty cells give no entries. Confidence and
    /// status do not change.
    ///
    /// ## What to do
    /// Nothing, if the total is enough. For amounts by source, note that this period is missing; for later
    /// years the split is often not decided yet.
    ///
    /// ## 한국어 설명
    /// - 뜻: ‘계’나 ‘총계’는 있으나 재원별 또는 연도별 내역이 모두 빈칸이거나 ‘-’입니다.
    /// - 예: 위의 예에서 2026년은 계 1,200만 있고 국비와 시비가 비어 있습니다. 이후 연도의 재원이 확정되지
    ///   않은 경우가 많습니다.
    /// - 조치: 총액만 필요하면 그대로 쓰십시오. 재원별로 집계할 때에는 이 기간의 내역이 빠져 있음을
    ///   밝히십시오.
    ///
    /// ## See also
    /// `total-mismatch`, `period-total-mismatch`
    PARTS_MISSING = "VA004", "parts-missing", Info {
        summary: "a total is printed, but none of the parts that it sums",
        summary_ko: "합계만 있고 그 내역이 인쇄되어 있지 않습니다",
        hint: "Nothing is wrong with the number; it just cannot be checked.",
        hint_ko: "값이 틀렸다는 뜻이 아닙니다. 내역이 없어 검산할 수 없을 뿐입니다.",
    }

    /// ## What it means
    /// 총사업비 in the overview (or the header card) and the total of the investment table are not the same
    /// amount; or the costs of the projects, where every project states one, do not add up to it. They are
    /// compared in the coarser of their two units, so 153억원 and 15,284백만원 agree.
    ///
    /// ## Why it matters
    /// Both numbers get quoted as “the cost of the pledge”. Often both are true of something: the text of
    /// the whole project, the table of the years in office.
    ///
    /// ## Example
    /// ```text
    /// □ 사업개요
    ///  - 총사업비 : 32억원(국비 20억원, 시비 12억원)
    /// □ 연차별 투자계획            (단위: 백만원)
    /// 구분    총계     2023     2024
    /// 계      2,900    1,400    1,500
    ///
    /// cost-conflict: 총사업비 32억원, and the table's 총계 is 2,900백만원
    /// ```
    ///
    /// ## Effect on the record
    /// Both values are kept: the text's in `overview.projects`, the table's in `investment.cells`. Their
    /// confidence is lower. The status changes only if a key value falls under the review threshold.
    ///
    /// ## What to do
    /// Look at 사업기간 and the columns of the table. If the project runs longer than the table, the
    /// difference is what lies outside. If not, one of the two was not updated; ask the office which.
    ///
    /// ## 한국어 설명
    /// - 뜻: 사업개요(또는 머리표)의 총사업비와 투자계획 표의 총계가 다르거나, 세부사업비의 합이 총사업비와
    ///   다릅니다. 두 금액 중 큰 단위로 맞추어 비교합니다.
    /// - 예: 위의 예에서 본문은 32억원, 표는 29억원(2,900백만원)입니다.
    /// - 조치: 사업기간과 표의 연도 범위를 비교하십시오. 임기 밖의 사업비가 표에 없는 경우가 많습니다.
    ///   범위가 같다면 한쪽이 갱신되지 않은 것이므로 담당 부서에 확인하십시오.
    ///
    /// ## See also
    /// `funding-conflict`, `total-mismatch`, `period-total-mismatch`, `unit-missing`
    COST_CONFLICT = "VA005", "cost-conflict", Warning {
        summary: "the total cost in the text and the total of the investment table differ",
        summary_ko: "본문의 총사업비와 투자계획 표의 총계가 다릅니다",
        hint: "Decide which of the two you mean; see whether they cover the same years and the same projects.",
        hint_ko: "두 금액이 같은 기간과 같은 사업을 대상으로 하는지 확인한 뒤 어느 값을 쓸지 정하십시오.",
    }

    /// ## What it means
    /// A sentence gives a total and, mostly in brackets, its split over the sources. The split does not
    /// make the total.
    ///
    /// ## Why it matters
    /// A source may have been left out (민자, 기금, 교육청), a digit may be wrong, or the total is an older
    /// one than the split.
    ///
    /// ## Example
    /// ```text
    /// □ 사업개요
    ///  ○ 사업기간 : 2023. 3. ~ 2026. 12.
    ///  ○ 총사업비 : 50억원(국비 30억원, 도비 10억원, 시비 8억원)
    ///
    /// funding-conflict: 30억 + 10억 + 8억 = 48억, and 총사업비 is 50억원
    /// ```
    ///
    /// ## Effect on the record
    /// `total_cost` and every entry of `funding` keep what the text says, with lower confidence. The
    /// missing share is not filled in.
    ///
    /// ## What to do
    /// Read the sentence in the original to the end; the source that is missing may stand on the next line
    /// or in a note. Then compare the investment table.
    ///
    /// ## 한국어 설명
    /// - 뜻: 총사업비와 그 괄호 안의 재원별 금액이 서로 맞지 않습니다.
    /// - 예: 위의 예에서 국비·도비·시비의 합은 48억원이나 총사업비는 50억원입니다. 2억원의 재원이 적혀 있지
    ///   않거나 숫자가 잘못되었습니다.
    /// - 조치: 다음 줄이나 주석에 빠진 재원(민자, 기금 등)이 있는지 확인하고 투자계획 표와 대조하십시오.
    ///   빠진 금액을 임의로 채우지 않았습니다.
    ///
    /// ## See also
    /// `cost-conflict`, `total-mismatch`
    FUNDING_CONFLICT = "VA006", "funding-conflict", Warning {
        summary: "the funding that the text itself lists does not add up to its total cost",
        summary_ko: "본문에 적힌 재원별 금액의 합이 총사업비와 다릅니다",
        hint: "Compare the sentence with the original and with the investment table, which mostly shows the right split.",
        hint_ko: "원본 문장과 투자계획 표를 대조하십시오. 대체로 표에서 올바른 내역을 확인할 수 있습니다.",
    }

    /// ## What it means
    /// For one source and one period the table prints 집행 above 확보, or, where 확보 is not printed, above
    /// 계획. The numbers may stand in one table or in two.
    ///
    /// ## Why it matters
    /// Money cannot be spent before it is there, so mostly a number stands in the wrong cell or under the
    /// wrong unit. The honest exception is money carried over from the year before (이월).
    ///
    /// ## Example
    /// ```text
    /// (단위: 백만원)
    /// 구분           2023     2024
    /// 시비   계획     500      500
    ///        확보     500      300
    ///        집행     480      320
    ///
    /// executed-over-secured: 시비 2024: 집행 320, 확보 300
    /// ```
    ///
    /// ## Effect on the record
    /// The numbers are kept as printed; their confidence is lower. `proof` holds the two cells.
    ///
    /// ## What to do
    /// See whether the year before has money left over, and whether a note mentions 이월 or 추경. If both
    /// tables print a unit, compare the units too.
    ///
    /// ## 한국어 설명
    /// - 뜻: 같은 재원·같은 기간에서 집행액이 확보액보다(확보액이 없으면 계획액보다) 많습니다.
    /// - 예: 위의 예에서 2024년 시비는 300을 확보하고 320을 집행한 것으로 되어 있습니다. 전년도 집행 잔액
    ///   20이 이월되었을 수 있습니다.
    /// - 조치: 이월이나 추경 관련 주석이 있는지, 두 표의 단위가 같은지 확인하십시오. 설명되지 않으면 작성
    ///   부서에 문의하십시오.
    ///
    /// ## See also
    /// `total-mismatch`, `progress-conflict`
    EXECUTED_OVER_SECURED = "VA007", "executed-over-secured", Warning {
        summary: "more was executed than secured or planned, for some source and period",
        summary_ko: "집행액이 확보액 또는 계획액보다 많습니다",
        hint: "Check the cells in the original; carried-over money can explain it.",
        hint_ko: "원본의 해당 칸을 확인하십시오. 이월액이 포함되었을 수 있습니다.",
    }

    /// ## What it means
    /// Both ends of a period are dates that exist, but the second one lies before the first.
    ///
    /// ## Why it matters
    /// Durations become negative, and charts and filters by year lose the project without a word.
    ///
    /// ## Example
    /// ```text
    /// □ 사업개요
    ///  ○ 사업기간 : 2024. 6. ~ 2023. 12.
    ///  ○ 위    치 : 한별시 누리동 일원
    ///
    /// date-order: 2024. 6. ~ 2023. 12. ends before it starts
    /// ```
    ///
    /// ## Effect on the record
    /// `from` and `to` are what the text says, in the printed order, with lower confidence; they are not
    /// swapped. `raw` keeps the text.
    ///
    /// ## What to do
    /// Look for the same period elsewhere in the report (header card, 로드맵, years of the investment
    /// table). Where the second date has no year, as in `2023. 11. ~ 2.`, see whether the next year is
    /// meant.
    ///
    /// ## 한국어 설명
    /// - 뜻: 기간의 두 날짜는 모두 존재하지만 종료일이 시작일보다 앞섭니다.
    /// - 예: 위의 예에서 사업기간이 2024년 6월에 시작하여 2023년 12월에 끝나는 것으로 적혀 있습니다.
    /// - 조치: 두 날짜를 바꾸지 않고 인쇄된 순서대로 두었습니다. 머리표, 로드맵, 투자계획 표의 연도와
    ///   비교하여 바른 연도를 확인하십시오.
    ///
    /// ## See also
    /// `date-invalid`
    DATE_ORDER = "VA008", "date-order", Warning {
        summary: "a period that ends before it starts",
        summary_ko: "종료일이 시작일보다 빠릅니다",
        hint: "Check both dates in the original; mostly one year is wrong.",
        hint_ko: "원본에서 두 날짜를 확인하십시오. 대체로 연도 하나가 잘못되어 있습니다.",
    }

    /// ## What it means
    /// A percentage (이행률, 추진율, 달성률, 집행률 …) is below 0 or above 100.
    ///
    /// ## Why it matters
    /// 이행률 and 추진율 say how much of a pledge is done and end at 100. A larger number is a slip, a lost
    /// decimal point, or a rate of another kind: results against a yearly target do exceed 100.
    ///
    /// ## Example
    /// ```text
    /// 이행상태    정상추진    이행률    855%
    /// 완료시기    2025. 12.
    ///
    /// percent-range: 이행률 855 % is outside 0–100
    /// ```
    ///
    /// ## Effect on the record
    /// The rate is kept as printed, with lower confidence; it is not cut to 100.
    ///
    /// ## What to do
    /// Compare with the original. If the decimal point was lost (85.5 %), correct it. If the rate is
    /// results against a target, it is right; leave it out of averages of progress.
    ///
    /// ## 한국어 설명
    /// - 뜻: 이행률·추진율·달성률·집행률 등이 0보다 작거나 100보다 큽니다.
    /// - 예: 위의 예에서 이행률이 855%로 되어 있습니다. 85.5%에서 소수점이 빠진 것으로 보이나 임의로 고치지
    ///   않았습니다.
    /// - 조치: 원본을 확인하십시오. 연간 목표 대비 달성률이라면 100%를 넘을 수 있으므로 그대로 두되 평균
    ///   이행률 계산에서는 제외하십시오.
    ///
    /// ## See also
    /// `progress-conflict`
    PERCENT_RANGE = "VA009", "percent-range", Warning {
        summary: "a rate lies outside 0–100 %",
        summary_ko: "비율이 0~100% 범위를 벗어났습니다",
        hint: "Check the number in the original; a rate against a yearly target may exceed 100 lawfully.",
        hint_ko: "원본의 숫자를 확인하십시오. 연간 목표 대비 달성률은 100%를 넘을 수 있습니다.",
    }

    /// ## What it means
    /// The report says one thing by the class and another by the number, for instance 완료 at 60 %, or
    /// 미착수 at 40 %.
    ///
    /// ## Why it matters
    /// Counts of completed pledges use the class, averages use the rate. A pledge whose two values disagree
    /// is wrong in one of the two. It is also a sign that a mark ○ was read in the wrong column.
    ///
    /// ## Example
    /// ```text
    /// 이행구분                                        이행률
    /// 완료           추진중          미착수
    /// 종료  지속추진  정상  부진     검토중
    /// ○                                               60%
    ///
    /// progress-conflict: state 종료, and 이행률 60 %
    /// ```
    ///
    /// ## Effect on the record
    /// `state`, `state_label` and `progress_percent` are kept as printed, with lower confidence; often that
    /// brings the record to `review`.
    ///
    /// ## What to do
    /// Look at the header card in the original. If it prints the same, it is the report that contradicts
    /// itself: some offices count a pledge as completed once the facility opens, while its rate follows the
    /// budget.
    ///
    /// ## 한국어 설명
    /// - 뜻: 이행구분(완료·추진중·미착수 등)과 이행률이 모순됩니다. 완료인데 60%이거나, 미착수인데 40%인
    ///   경우 등입니다.
    /// - 예: 위의 예에서 ○는 ‘종료’ 열에 있으나 이행률은 60%입니다.
    /// - 조치: 원본 머리표의 ○ 위치와 이행률을 확인하십시오. 원본도 같다면 보고서의 판정 기준(시설 개관,
    ///   예산 집행 등)이 서로 다른 것일 수 있으므로 담당 부서에 확인하십시오.
    ///
    /// ## See also
    /// `percent-range`, `executed-over-secured`
    PROGRESS_CONFLICT = "VA010", "progress-conflict", Warning {
        summary: "the state of the pledge and its progress rate contradict each other",
        summary_ko: "이행 상태와 이행률이 서로 맞지 않습니다",
        hint: "Check both in the original, first of all which column the mark ○ stands in.",
        hint_ko: "원본에서 두 값을 확인하십시오. 특히 ○ 표시가 어느 열에 있는지 살펴보십시오.",
    }

    /// ## What it means
    /// The text has a number in the form of a resident registration number (주민등록번호) or of a mobile
    /// telephone (010-…). Office telephones of the departments, which these reports print on purpose, are
    /// not meant.
    ///
    /// ## Why it matters
    /// A report that is public may hold a number that should never have been published. Copied into tables
    /// and shared, it spreads; the Personal Information Protection Act restricts that.
    ///
    /// ## Example
    /// ```text
    /// 담당자    누리 창업팀장 김가람 (☎ 031-000-0000)
    /// ※ 입주 문의 : 김가람 010-0000-0000
    ///
    /// personal-data: a mobile number in a note; the office telephone is not one
    /// ```
    ///
    /// ## Effect on the record
    /// None on the values: the text is kept as the source has it, and so it is in the records, the evidence
    /// and the tables.
    ///
    /// ## What to do
    /// Mask the number in the source and convert again. `--redact contacts,phones` leaves the names and
    /// telephone numbers of the people in charge out of every output. If the document is public, tell the
    /// office that published it.
    ///
    /// ## 한국어 설명
    /// - 뜻: 주민등록번호 또는 010으로 시작하는 휴대전화번호 형식이 본문에 있습니다. 부서의 사무실
    ///   전화번호는 해당하지 않습니다.
    /// - 예: 위의 예에서 주석에 담당자의 휴대전화번호가 적혀 있습니다.
    /// - 조치: 원본에서 번호를 가린 뒤 다시 변환하십시오. 담당자 이름과 전화번호는
    ///   `--redact contacts,phones`로 모든 산출물에서 지울 수 있습니다. 이미 공개된 문서라면 게시 기관에
    ///   알리십시오(「개인정보 보호법」).
    ///
    /// ## See also
    /// —
    PERSONAL_DATA = "VA011", "personal-data", Warning {
        summary: "a resident registration number or a private mobile number stands in the text",
        summary_ko: "본문에 주민등록번호 또는 개인 휴대전화번호가 있습니다",
        hint: "Do not publish the outputs before the number is masked in the source.",
        hint_ko: "원본에서 번호를 가리기 전에는 산출물을 공개하지 마십시오.",
    }

    /// ## What it means
    /// Two records of this output have exactly the same decoded text. It is said on the later one and names
    /// the first.
    ///
    /// ## Why it matters
    /// Folders hold copies: a card by itself and again in the book, or one file under two names. Every copy
    /// counts as a pledge in sums and averages.
    ///
    /// ## Example
    /// ```text
    /// reports/2024/한별시_1-2.txt
    /// reports/2024/백업/한별시_1-2 (1).txt
    ///
    /// duplicate-record: the same text as reports/2024/한별시_1-2.txt
    /// ```
    ///
    /// ## Effect on the record
    /// Both records are complete. Their `record_id`s differ by an ordinal at the end, so that ids stay
    /// unique. Status and confidence do not change.
    ///
    /// ## What to do
    /// Remove the copy from the input, or drop the rows with this issue before counting. Different editions
    /// of a pledge differ in their text and are not reported here; `pledge_key` joins those.
    ///
    /// ## 한국어 설명
    /// - 뜻: 두 레코드의 본문이 완전히 같습니다. 나중에 읽은 쪽에 표시하며 먼저 나온 위치를 알려 줍니다.
    /// - 예: 위의 예에서는 같은 파일이 백업 폴더에 한 번 더 들어 있습니다.
    /// - 조치: 입력 폴더에서 사본을 빼거나, 집계 전에 이 문제가 있는 행을 제외하십시오. 연도가 다른 판본은
    ///   본문이 다르므로 해당하지 않으며 `pledge_key`로 연결할 수 있습니다.
    ///
    /// ## See also
    /// `pledge-duplicate`
    DUPLICATE_RECORD = "VA012", "duplicate-record", Info {
        summary: "the same text occurs in another file or place",
        summary_ko: "같은 내용이 다른 파일이나 다른 위치에 또 있습니다",
        hint: "Count the pledge once; keep the copy that you trust to be the current one.",
        hint_ko: "집계할 때 한 번만 세십시오. 최신본으로 판단되는 쪽을 남기십시오.",
    }

    /// ## What it means
    /// Within a book or a list a pledge is known by its category and number. Here two records have the same
    /// pair.
    ///
    /// ## Why it matters
    /// `pledge_key` is made of the two, and whatever is joined by it goes to the wrong pledge or to both.
    /// It can also mean that one pledge was cut into two records.
    ///
    /// ## Example
    /// ```text
    /// Ⅱ. 함께 누리는 복지     2-3   어르신 돌봄센터 확충
    /// Ⅱ. 함께 누리는 복지     2-3   다함께돌봄센터 설치
    ///
    /// pledge-duplicate: two records are Ⅱ 2-3
    /// ```
    ///
    /// ## Effect on the record
    /// Both records are complete and keep the number as printed. The issue names both places.
    ///
    /// ## What to do
    /// Compare the titles. If they differ, one number is a misprint: the table of contents mostly has the
    /// right one. If the second card has no header of its own, it is the rest of the first.
    ///
    /// ## 한국어 설명
    /// - 뜻: 같은 파일에서 분야와 공약번호가 모두 같은 레코드가 둘 이상 나왔습니다.
    /// - 예: 위의 예에서 서로 다른 공약 두 개가 모두 Ⅱ 분야 2-3번입니다. 목차와 비교하면 잘못 인쇄된 번호를
    ///   찾을 수 있습니다.
    /// - 조치: 번호는 인쇄된 그대로 두었습니다. 제목이 다르면 번호의 오기이고, 뒤쪽에 머리표가 없으면 한
    ///   공약이 둘로 나뉜 것입니다.
    ///
    /// ## See also
    /// `pledge-missing`, `boundary-uncertain`, `duplicate-record`
    PLEDGE_DUPLICATE = "VA013", "pledge-duplicate", Warning {
        summary: "two records of one file share number and category",
        summary_ko: "한 파일 안에서 분야와 공약번호가 같은 레코드가 둘 이상입니다",
        hint: "Look at both cards; one of the numbers is misprinted or misread, or one card was cut in two.",
        hint_ko: "두 공약을 확인하십시오. 번호가 잘못되었거나 한 공약이 둘로 나뉘었을 수 있습니다.",
    }

    /// ## What it means
    /// The book's own table of contents or summary table was read and compared with the records. A pledge
    /// that it lists, by number or title, has no record.
    ///
    /// ## Why it matters
    /// This is the check that no pledge was lost. A figure such as “41 of 42 completed” needs the 42.
    ///
    /// ## Example
    /// ```text
    /// 목 차
    ///  3-1  걷고 싶은 하천길 조성 ········ 52
    ///  3-2  공영주차장 500면 확충 ········ 55
    ///  3-3  도시숲 조성 ··················· 58
    ///
    /// pledge-missing: 3-2 공영주차장 500면 확충 is in the contents, and no record has it
    /// ```
    ///
    /// ## Effect on the record
    /// No record changes. The issue concerns the file: it stands in `manifest.json` under `files[].errors`
    /// and in `tables/errors.csv` without a `record_id`.
    ///
    /// ## What to do
    /// Search the text for the title. If the card is there, look at the record before it, which may hold
    /// both (`boundary-uncertain`). If it is not, the file is a part of the book, or the pledge was dropped
    /// from it.
    ///
    /// ## 한국어 설명
    /// - 뜻: 책자의 목차나 총괄표와 레코드를 비교한 결과, 목록에는 있으나 레코드가 없는 공약이 있습니다.
    /// - 예: 위의 예에서 목차의 ‘3-2 공영주차장 500면 확충’에 해당하는 레코드가 없습니다.
    /// - 조치: 본문에서 제목을 검색하십시오. 본문에 있으면 앞 공약의 레코드에 합쳐졌는지 확인하고, 없으면
    ///   파일이 책자의 일부이거나 공약이 제외된 것입니다.
    ///
    /// ## See also
    /// `pledge-duplicate`, `boundary-uncertain`, `list-total-mismatch`
    PLEDGE_MISSING = "VA014", "pledge-missing", Warning {
        summary: "the contents or the summary table names a pledge that no record has",
        summary_ko: "목차나 총괄표에 있는 공약의 레코드가 없습니다",
        hint: "Look for the pledge in the source; it may be missing there, or its card was not recognised.",
        hint_ko: "원본에서 해당 공약을 찾으십시오. 원본에 없거나 공약 카드로 인식되지 않았을 수 있습니다.",
    }

    /// ## What it means
    /// A list table prints how many pledges a category has, how many of them are completed, and so on.
    /// Counted over the rows, the numbers are others.
    ///
    /// ## Why it matters
    /// If a row was not read, a pledge is lost. If all rows were read, the printed summary, which is the
    /// one that newspapers quote, does not agree with its own table.
    ///
    /// ## Example
    /// ```text
    /// 구분   공약사업명              완료   추진중
    /// Ⅰ. 활력 있는 경제             1      2
    /// 1      전통시장 주차장 조성     ○
    /// 2      청년 창업기금 조성              ○
    /// 3      누리산업단지 분양        ○
    ///
    /// list-total-mismatch: Ⅰ prints 완료 1, 추진중 2; its rows are 완료 2, 추진중 1
    /// ```
    ///
    /// ## Effect on the record
    /// No record changes: each row keeps its own mark. The issue concerns the file: it stands in
    /// `manifest.json` under `files[].errors` and in `tables/errors.csv` without a `record_id`.
    ///
    /// ## What to do
    /// Compare the rows with the original, first of all the columns that the marks stand in. If they are
    /// right, use the rows, and say that the printed summary differs.
    ///
    /// ## 한국어 설명
    /// - 뜻: 총괄표에 인쇄된 분야별·전체 집계(공약 수, 완료 수 등)와 개별 행을 센 결과가 다릅니다.
    /// - 예: 위의 예에서 Ⅰ 분야는 완료 1, 추진중 2로 적혀 있으나 행을 세면 완료 2, 추진중 1입니다.
    /// - 조치: 원본에서 ○ 표시의 열과 행의 누락 여부를 확인하십시오. 행이 맞다면 개별 행을 기준으로 쓰고,
    ///   인쇄된 집계와 다름을 밝히십시오.
    ///
    /// ## See also
    /// `pledge-missing`, `progress-conflict`
    LIST_TOTAL_MISMATCH = "VA015", "list-total-mismatch", Warning {
        summary: "a total or group row of a list does not agree with its rows",
        summary_ko: "총괄표의 합계 행이나 분야 행이 개별 행의 집계와 다릅니다",
        hint: "Count the rows in the original; either the total is out of date or a row is missing.",
        hint_ko: "원본에서 행을 세어 보십시오. 합계가 갱신되지 않았거나 행이 빠져 있습니다.",
    }

    /// ## What it means
    /// A money table prints several sources (국비, 도비, 시비 …) but no 계 over them.
    ///
    /// ## Why it matters
    /// The sum over the sources is the first check on every number of the table. Without a printed total a
    /// lost or misread row goes unnoticed; often the row 계 itself was lost on the way into this file.
    ///
    /// ## Example
    /// ```text
    /// (단위:백만원)
    /// 구분   2023   2024
    /// 국비    300    200
    /// 시비    150    100
    ///
    /// total-missing: 국비 and 시비 are printed, 계 is not
    /// ```
    ///
    /// ## Effect on the record
    /// The cells are kept. They are not confirmed by a sum, so their confidence stays lower. No total is
    /// made up.
    ///
    /// ## What to do
    /// Look whether the original has a row or column 계. If it has, the file lost it: convert from the
    /// original. If not, add the sources up yourself and say so.
    ///
    /// ## 한국어 설명
    /// - 뜻: 투자표에 재원이 여러 가지 있으나 재원의 계(합계)가 인쇄되어 있지 않습니다.
    /// - 예: 위의 예에서 국비와 시비는 있으나 계 행이 없습니다.
    /// - 조치: 원본에 계 행이나 열이 있는지 확인하십시오. 있다면 파일로 바꾸는 과정에서 빠진 것이니
    ///   원본에서 다시 변환하고, 없다면 직접 더한 뒤 그 사실을 밝히십시오.
    ///
    /// ## See also
    /// `parts-missing`, `total-mismatch`
    TOTAL_MISSING = "VA016", "total-missing", Info {
        summary: "a money table prints several sources and no total over them",
        summary_ko: "투자표에 재원의 계가 인쇄되어 있지 않습니다",
        hint: "Check in the original whether the row or column 계 was lost.",
        hint_ko: "원본에 계 행이나 열이 있는지 확인하십시오.",
    }

    /// ## What it means
    /// Two cells of a record stand for the same thing: the same project, source, label, period and measure.
    /// Their amounts differ. The same is said of two values of an indicator for the same year.
    ///
    /// ## Why it matters
    /// One of the two is not what it is called. Mostly two tables of one section are meant for different
    /// things (당초 and 변경, two projects), and what tells them apart was not understood; the sums within
    /// each table may all hold. Of indicators, mostly the column of years was not understood.
    ///
    /// ## Example
    /// ```text
    /// (단위: 백만원)
    /// 구분   계    2023
    /// 계     500   500
    /// 국비   500   500
    ///
    /// (단위: 백만원)
    /// 구분   계    2023
    /// 계     650   650
    /// 국비   650   650
    ///
    /// cell-conflict: 국비 2023 is 500 and 650
    /// ```
    ///
    /// ## Effect on the record
    /// Every cell keeps the number that is printed. The record has `status` `review`, and the cells
    /// concerned have a lower confidence.
    ///
    /// ## What to do
    /// Look in the original what each of the tables is, and set `measure` or `project` of its cells; or
    /// find the number that is wrong.
    ///
    /// ## 한국어 설명
    /// - 뜻: 같은 사업·재원·기간·구분의 칸이 두 개인데 금액이 서로 다릅니다. 같은 해의 지표값이
    ///   두 개일 때도 같습니다.
    /// - 예: 위의 예에서 국비 2023년이 500과 650으로 두 번 나옵니다.
    /// - 조치: 두 표가 무엇을 가리키는지(당초·변경, 다른 사업 등) 원본에서 확인하여 구분이나 사업을
    ///   고치십시오.
    ///
    /// ## See also
    /// `measure-unclear`, `total-mismatch`
    CELL_CONFLICT = "VA017", "cell-conflict", Error {
        summary: "two cells for the same thing have different amounts, or an indicator two values for a year",
        summary_ko: "같은 항목의 금액이나 지표값이 서로 다릅니다",
        hint: "Look in the original what tells the two apart, and set the measure, the project or the year.",
        hint_ko: "원본에서 둘의 차이를 확인하여 구분, 사업, 연도 등을 고치십시오.",
    }
}
