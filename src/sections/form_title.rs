//! Names of forms: `가온시 공약사업 추진카드`, `시민과의 약속 공약관리카드`, as they stand above a card.

use crate::text::squash;

/// The name of a form is no longer than this, in characters without blanks.
const NAME_CHARS: usize = 24;

/// Of what a name of a form is composed beside the names of places, the longer before the shorter where one begins the other.
const PARTS: [&str; 77] = [
    "공약사업",
    "공약사항",
    "공약과제",
    "공약실천",
    "공약",
    "약속사업",
    "약속",
    "매니페스토",
    "민선",
    "사업",
    "사항",
    "과제",
    "추진",
    "이행",
    "실천",
    "실행",
    "세부",
    "관리",
    "계획서",
    "계획",
    "상황",
    "현황",
    "실적",
    "결과",
    "보고서",
    "보고",
    "카드",
    "점검표",
    "점검서",
    "점검",
    "조서",
    "대장",
    "자료",
    "성과",
    "평가",
    "총괄",
    "주요",
    "연차별",
    "연도별",
    "분기별",
    "반기별",
    "상반기",
    "하반기",
    "분기",
    "반기",
    "시장",
    "군수",
    "구청장",
    "도지사",
    "시민과의",
    "도민과의",
    "군민과의",
    "구민과의",
    "주민과의",
    "시민",
    "도민",
    "군민",
    "구민",
    "주민",
    "과의",
    "단위",
    "기준",
    "년도",
    "년",
    "기",
    "월",
    "제",
    "및",
    "별",
    "표",
    "판",
    "서",
    "상",
    "의",
    "와",
    "과",
    "를",
];

/// Words of which a name of a form holds one: what it is about, and what kind of paper it is.
const SUBJECTS: [&str; 3] = ["공약", "약속", "매니페스토"];
const PAPERS: [&str; 20] = [
    "카드",
    "계획서",
    "계획",
    "상황",
    "현황",
    "실적",
    "결과",
    "보고서",
    "보고",
    "점검표",
    "점검서",
    "점검",
    "조서",
    "대장",
    "자료",
    "평가",
    "표",
    "상황판",
    "현황판",
    "알림판",
];

/// Whether a line is the name of a form by its words: nothing but a place, the words for pledges and the words for papers.
pub(crate) fn is_composed(line: &str) -> bool {
    let name = line.split(['(', '（', '[', '<']).next().unwrap_or(line);
    let key = squash(name);
    if key.chars().count() > NAME_CHARS || !SUBJECTS.iter().any(|word| key.contains(word)) || !PAPERS.iter().any(|word| key.ends_with(word))
    {
        return false;
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    // The place stands first, in a word or two of its own.
    (0..=words.len().min(PLACE_WORDS)).any(|places| {
        let (place, rest) = words.split_at(places);
        place.iter().all(|word| is_place(word)) && !rest.is_empty() && all_parts(&squash(&rest.concat()))
    })
}

/// `서울특별시 솔빛구`: words of a place at most.
const PLACE_WORDS: usize = 2;

fn is_place(word: &str) -> bool {
    word.chars().count() >= 2 && word.chars().all(crate::text::is_hangul) && word.ends_with(['시', '군', '구', '도'])
}

/// Whether words are parts from end to end; digits count as one.
fn all_parts(mut rest: &str) -> bool {
    rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '·');
    rest.is_empty() || PARTS.iter().any(|part| rest.strip_prefix(part).is_some_and(all_parts))
}

/// `서울특별시 솔빛구`, `가온군`: a line that is nothing but a place of the code table, as a page says whose it is.
pub(crate) fn is_place_alone(line: &str) -> bool {
    let words = line.split_whitespace().take(PLACE_WORDS + 1).count();
    // `가온구청`
    let line = line.trim();
    let place = line.strip_suffix('청').filter(|place| place.ends_with(['시', '군', '구', '도'])).unwrap_or(line);
    (1..=PLACE_WORDS).contains(&words) && place.split_whitespace().all(is_place) && {
        use crate::normalize::jurisdiction::{Resolution, resolve};
        matches!(resolve(place, None), Resolution::Unique { .. } | Resolution::Ambiguous)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_named_by_a_place_pledges_and_a_paper() {
        for name in [
            "가온시 공약사업 추진카드",
            "가온군 공약사업 추진상황 보고",
            "나래군 공약사업 추진계획",
            "서울특별시 솔빛구 공약사업 분기 점검카드",
            "가온시 시민과의 약속 공약관리카드",
            "민선8기 공약사업 이행현황",
            "경상남도 도지사 공약 추진상황(세부사업별)",
            "2024년 상반기 공약이행 점검표",
        ] {
            assert!(is_composed(name), "{name}");
        }
        for title in [
            "가온시 공약도서관 건립",
            "공약 이행 주민배심원단 운영",
            "시민과의 약속",
            "추진계획",
            "가온 순환도로 개설 추진계획",
            "청년 약속 통장 운영",
            "",
        ] {
            assert!(!is_composed(title), "{title}");
        }
    }

    #[test]
    fn a_place_stands_alone() {
        assert!(is_place_alone("서울특별시 은평구") && is_place_alone("고창군") && is_place_alone("동작구청") && is_place_alone("중구"));
        assert!(!is_place_alone("가온도시") && !is_place_alone("은평구 소식") && !is_place_alone("고창군 갯벌 도시"));
    }
}
