//! Headings, sections, and the borders between pledges.

use crate::diag::{Code, Severity};

declare_codes! {
    /// ## What it means
    /// The layout of this report was recognised, and every report in that layout prints certain sections.
    /// One of them is not here, neither under its usual heading nor under a known synonym.
    ///
    /// ## Why it matters
    /// An empty field has two readings: the office reported nothing, or the text did not come through. For
    /// a section that is always there, the second is the more likely one.
    ///
    /// ## Example
    /// ```text
    /// □ 최종목표
    /// - 청년 창업 공간 3개소 조성
    /// □ 추진실적
    ///  - ▶ 2023. 5. 2. 누리동 창업지원센터 개소
    /// □ 향후 추진계획
    ///
    /// section-missing: no 사업개요 between 최종목표 and 추진실적
    /// ```
    ///
    /// ## Effect on the record
    /// The field of the section is null. The other sections are read as usual, with no loss of confidence
    /// of their own.
    ///
    /// ## What to do
    /// Look into the original. If the section is there, its heading may be damaged, misspelt or a picture;
    /// `other_sections` may hold its lines. If it is not there, the report is incomplete, and the office
    /// can be asked.
    ///
    /// ## 한국어 설명
    /// - 뜻: 인식된 서식이라면 항상 있어야 할 절을 제목이나 동의어로 찾지 못하였습니다. 해당 항목은 비어
    ///   있습니다.
    /// - 예: 위의 예에는 최종목표와 추진실적 사이에 있어야 할 사업개요가 없습니다.
    /// - 조치: 원본을 확인하십시오. 제목이 깨졌거나 그림인 경우 내용이 `other_sections`에 있을 수 있습니다.
    ///   원본에도 없다면 작성 부서에 확인하십시오.
    ///
    /// ## See also
    /// `section-unknown`, `text-unassigned`
    SECTION_MISSING = "SE001", "section-missing", Warning {
        summary: "a section that reports in this layout always have was not found",
        summary_ko: "이 서식의 보고서에 반드시 있는 절을 찾지 못하였습니다",
        hint: "Check whether the section is in the original. If it is, look how its heading is written; if not, the report itself is incomplete.",
        hint_ko: "원본에 해당 절이 있는지 확인하십시오. 있으면 제목 표기를, 없으면 보고서 자체의 누락 여부를 확인하십시오.",
    }

    /// ## What it means
    /// A line is marked as a heading, and its words fit none of the sections that the record has a field
    /// for.
    ///
    /// ## Why it matters
    /// Every municipality adds sections of its own. Putting one of them into the nearest known field would
    /// mix, for instance, the opinion of a citizens’ panel into what the office has done.
    ///
    /// ## Example
    /// ```text
    /// □ 주민배심원단 권고사항
    /// - 창업 공간의 운영 시간을 주말까지 확대
    /// - 이용자 만족도를 분기별로 공개
    ///
    /// section-unknown: `주민배심원단 권고사항`; 2 lines kept in other_sections
    /// ```
    ///
    /// ## Effect on the record
    /// Heading, lines and tables are in `other_sections`, complete and in order; in the CSV they are in
    /// `texts`. Nothing else changes.
    ///
    /// ## What to do
    /// Nothing, as a rule. If the heading is only another wording of a known section, please report the
    /// wording: a synonym is quickly added.
    ///
    /// ## 한국어 설명
    /// - 뜻: 절 제목으로 표시되어 있으나 레코드의 어느 항목에 해당하는지 알 수 없습니다.
    /// - 예: 위의 예에서 ‘주민배심원단 권고사항’은 한별시만 쓰는 절이어서 추진실적 등에 섞지 않고 따로
    ///   보존하였습니다.
    /// - 조치: 대체로 조치가 필요 없습니다. 기존 절의 다른 표기일 뿐이라면 제보하여 주십시오. 동의어로
    ///   추가할 수 있습니다.
    ///
    /// ## See also
    /// `section-missing`, `text-unassigned`
    SECTION_UNKNOWN = "SE002", "section-unknown", Info {
        summary: "a heading that no parser knows; its lines are kept in `other_sections`",
        summary_ko: "알려지지 않은 절 제목입니다. 내용은 `other_sections`에 그대로 있습니다",
        hint: "Nothing is lost. If the section matters to you, read it from `other_sections`.",
        hint_ko: "내용은 보존되어 있습니다. 필요하면 `other_sections`에서 확인하십시오.",
    }

    /// ## What it means
    /// The characters of the source that belong to this pledge are counted, and so are those that ended up
    /// in a field, a heading, a label, `notes`, `captions` or `other_sections`. Some are left over.
    ///
    /// ## Why it matters
    /// Silent loss is the fault that no reader of the output can see. This count makes it visible: a record
    /// without this issue has all of its source.
    ///
    /// ## Example
    /// ```text
    /// 사업구분    신규    임기구분    임기내    ( 주민참여예산 연계 )
    /// 이행상태    정상추진    이행률    45%
    ///
    /// text-unassigned: 10 of 412 characters, `( 주민참여예산 연계 )`
    /// ```
    ///
    /// ## Effect on the record
    /// `coverage.assigned` is lower than `coverage.characters`. `spans` and `raw` of the issue hold the
    /// left-over text, so that it is still in the output. The values that were read stay as they are.
    ///
    /// ## What to do
    /// Read the quoted text. A stamp or a stray mark may be passed over. If whole lines are left over, the
    /// layout is one that the program does not know well: treat the record with care.
    ///
    /// ## 한국어 설명
    /// - 뜻: 공약의 본문 글자 수와 항목·제목·주석 등에 담긴 글자 수를 비교한 결과 남는 글자가 있습니다.
    /// - 예: 위의 예에서 머리표 끝의 ‘( 주민참여예산 연계 )’는 항목명이 없어 어느 항목에도 담기지
    ///   않았습니다.
    /// - 조치: 남은 글자는 문제의 `raw`에 있으므로 사라지지 않습니다. 읽어 보고 필요하면 반영하십시오. 여러
    ///   줄이 남았다면 서식이 생소한 것이므로 레코드 전체를 확인하십시오.
    ///
    /// ## See also
    /// `section-unknown`, `boundary-uncertain`
    TEXT_UNASSIGNED = "SE003", "text-unassigned", Warning {
        summary: "text inside the record that no field, heading or section took",
        summary_ko: "레코드 범위 안에 어느 항목에도 담기지 않은 본문이 있습니다",
        hint: "Read the quoted lines; if they say something that matters, add it by hand.",
        hint_ko: "인용된 줄을 읽고, 필요한 내용이면 직접 반영하십시오.",
    }

    /// ## What it means
    /// A file with many pledges is cut at the signs of a new card: a number line, a header card, a page
    /// that begins with the first section again. Here the signs disagree or one of them is missing.
    ///
    /// ## Why it matters
    /// A wrong cut gives two wrong records: the end of one pledge, its budget for instance, stands in the
    /// next one.
    ///
    /// ## Example
    /// ```text
    /// □ 향후 추진계획
    ///  - 2025. 6. 운영 성과 평가
    /// - 41 -
    /// 누리도서관 야간 개관 확대
    /// □ 최종목표
    /// - 평일 22시까지 개관
    ///
    /// boundary-uncertain: no number line or header card before `누리도서관 야간 개관 확대`; cut there
    /// ```
    ///
    /// ## Effect on the record
    /// The file is cut at the likeliest place, and the values on both sides have a lower confidence.
    /// `source.span` says which part of the text the record covers.
    ///
    /// ## What to do
    /// Look at the named line in the source. Where the file has a table of contents, compare the number of
    /// records with it; `pledge-missing` and `pledge-duplicate` show what does not agree.
    ///
    /// ## 한국어 설명
    /// - 뜻: 여러 공약이 든 파일에서 새 공약의 시작을 알리는 표지(공약번호, 머리표, 첫 절)가 서로
    ///   어긋나거나 빠져 있습니다.
    /// - 예: 위의 예에서는 ‘누리도서관 야간 개관 확대’ 앞에 공약번호와 머리표가 없습니다. 새 공약으로 보고
    ///   나누었습니다.
    /// - 조치: 원문의 해당 줄을 확인하고 앞뒤 공약의 내용이 섞이지 않았는지 살펴보십시오. 목차가 있으면
    ///   공약 수를 비교하십시오.
    ///
    /// ## See also
    /// `pledge-missing`, `pledge-duplicate`, `text-unassigned`
    BOUNDARY_UNCERTAIN = "SE004", "boundary-uncertain", Warning {
        summary: "where one pledge ends and the next begins is doubtful",
        summary_ko: "한 공약이 끝나고 다음 공약이 시작되는 경계가 불확실합니다",
        hint: "Check the first and last lines of this record and of its neighbours.",
        hint_ko: "이 레코드와 앞뒤 레코드의 첫 줄과 끝 줄을 확인하십시오.",
    }
}
