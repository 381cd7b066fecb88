//! Page numbers, running heads and the chrome of web portals.

use std::collections::HashMap;

use super::line::{Layer, Line, Shape};
use crate::text::{Letters, Signs, is_dash, is_middle_dot, squash, trim};

/// Words of which a running head of such reports holds one (`민선8기 ○○시 공약실천계획서`).
const HEAD_WORDS: [&str; 9] = ["공약", "민선", "보고서", "실천계획", "이행현황", "추진상황", "업무계획", "추진계획서", "백서"];
/// A running head is no longer than this, in display columns.
const HEAD_WIDTH: u16 = 64;
/// A line at page borders is a running head when it stands at this many of them.
const HEAD_REPEATS: usize = 3;

/// A shorter line is a running head when it stands at one border in so many, at least.
const HEAD_SHARE: usize = 4;
/// A running head that tells the town and the report has so many characters.
const HEAD_CHARS: usize = 10;

/// Menu words stand at most this many lines apart.
const MENU_REACH: usize = 4;

/// Lines of municipal web sites around a report (spaces removed): whole lines.
const PORTAL_LINES: [&str; 46] = [
    "본문바로가기",
    "메뉴바로가기",
    "주메뉴바로가기",
    "본문으로바로가기",
    "로그인",
    "회원가입",
    "사이트맵",
    "홈",
    "HOME",
    "인쇄",
    "인쇄하기",
    "프린트",
    "공유",
    "공유하기",
    "페이스북",
    "트위터",
    "카카오톡",
    "카카오스토리",
    "주소복사",
    "URL복사",
    "링크복사",
    "블로그",
    "목록",
    "목록보기",
    "목록인쇄",
    "이전글",
    "다음글",
    "PDF다운",
    "다운로드",
    "바로보기",
    "미리보기",
    "매우만족",
    "만족",
    "보통",
    "불만족",
    "매우불만족",
    "의견등록",
    "의견쓰기",
    "의견남기기",
    "의견보내기",
    "평가하기",
    "맨위로",
    "만족도조사",
    "화면확대",
    "화면축소",
    "이전목록다음",
];
/// Parts of such lines (spaces removed).
const PORTAL_PARTS: [&str; 18] = [
    "글자크기",
    "매우만족만족",
    "COPYRIGHT",
    "만족하십니까",
    "만족하시나요",
    "좌,우로이동가능",
    "좌우로이동",
    "좌우스크롤",
    "저작권",
    "Copyright",
    "ALLRIGHTSRESERVED",
    "개인정보처리방침",
    "최종수정일",
    "담당부서정보",
    "자료관리담당부서",
    "공공누리",
    "본페이지에서제공하는",
    "페이지에서제공하는정보",
];

/// Whether the text is a page number: `- 12 -`, `― 3 ―`, `· 7 ·`, `12 / 30`, `12쪽`, `Page 3`.
fn is_page_number(text: &str) -> bool {
    let inner = text.trim_matches(|c: char| is_dash(c) || is_middle_dot(c) || c == ' ' || c == '<' || c == '>' || c == '[' || c == ']');
    let dashed = inner.len() < text.len() && !text.starts_with(|c: char| c.is_ascii_digit());
    let digits = |s: &str| !s.is_empty() && s.len() <= 4 && s.bytes().all(|b| b.is_ascii_digit());
    if dashed && digits(inner) && text.trim_end().ends_with(|c: char| is_dash(c) || is_middle_dot(c) || c == '>' || c == ']') {
        return true;
    }
    if let Some(rest) = text.strip_prefix("Page ").or_else(|| text.strip_prefix("page ")) {
        return digits(rest.trim());
    }
    if let Some(number) = text.strip_suffix('쪽').or_else(|| text.strip_suffix("페이지")) {
        return digits(number.trim());
    }
    false
}

/// Menu words together that make a menu: fewer may be words of the report.
const MENU_WORDS: usize = 3;

fn is_bare_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit())
}

/// Letters of each of so many words.
const fn letters_of<const N: usize>(words: [&str; N]) -> [Letters; N] {
    let mut letters = [Letters::of(""); N];
    let mut at = 0;
    while at < N {
        letters[at] = Letters::of(words[at]);
        at += 1;
    }
    letters
}

/// The letters of each of [`PORTAL_PARTS`].
const PART_LETTERS: [Letters; PORTAL_PARTS.len()] = letters_of(PORTAL_PARTS);

/// Whether one of [`PORTAL_PARTS`] may stand in a line of such letters.
fn may_hold_portal_part(line: Letters) -> bool {
    PART_LETTERS.iter().any(|&part| line.may_hold(part))
}

/// Whether a line may be one of [`PORTAL_LINES`], or a menu of them, by its first letter and all of its letters.
fn may_be_portal_line(line: &str, letters: Letters, signs: Signs) -> bool {
    const LINES: [Letters; PORTAL_LINES.len()] = letters_of(PORTAL_LINES);
    // What else a menu holds: the end of a word, and spaces.
    const ALL: Letters = {
        let (mut all, mut at) = (Letters::of("으로 "), 0);
        while at < LINES.len() {
            all = all.and(LINES[at]);
            at += 1;
        }
        all
    };
    let plain = !signs.has(Signs::OTHER.or(Signs::SYMBOL).or(Signs::FULL_WIDTH));
    if plain && !ALL.may_hold(letters) {
        return false;
    }
    if !LINES.iter().any(|&of_word| letters.may_hold(of_word)) {
        return false;
    }
    let Some(first) = trim(line).chars().next() else { return false };
    PORTAL_LINES.iter().zip(LINES).any(|(word, of_word)| letters.may_hold(of_word) && word.starts_with(first))
}

/// Whether one of [`PORTAL_PARTS`] stands in a line without blanks that has such letters.
fn holds_portal_part(squashed: &str, letters: Letters) -> bool {
    PORTAL_PARTS.iter().zip(PART_LETTERS).any(|(part, of_part)| letters.may_hold(of_part) && squashed.contains(part))
}

/// `이전글 다음글 목록으로`: how many words of a menu stand on a line that holds nothing else, 0 where it holds more.
fn menu_words(line: &str) -> usize {
    let is_word = |word: &str| PORTAL_LINES.contains(&word) || word.strip_suffix("으로").is_some_and(|w| PORTAL_LINES.contains(&w));
    if line.split_whitespace().all(is_word) { line.split_whitespace().count() } else { 0 }
}

/// Moves furniture out of the body.
pub(super) fn mark(text: &str, lines: &mut [Line]) {
    let content = |l: &Line| &text[l.range.to_usize()];
    let mut words: Vec<usize> = Vec::new();
    let has_breaks = lines.iter().any(|l| l.page_break);
    for i in 0..lines.len() {
        let here = content(&lines[i]);
        if here.len() <= 16 && lines[i].signs.has(Signs::DIGIT) && is_page_number(here.trim())
            || has_breaks
                && lines.get(i + 1).is_none_or(|n| n.page_break)
                && i > 0
                && (i + 1 < lines.len() || lines[i].blanks_before > 0)
                && lines[i].shape == Shape::Plain
                && is_bare_number(here.trim())
        {
            lines[i].layer = Layer::PageNumber;
        }
        let Line { letters, signs, marker, .. } = lines[i];
        if marker.is_some() || here.len() >= 120 || signs.has(Signs::TAB) {
            continue;
        }
        let may_hold_part = may_hold_portal_part(letters);
        if may_hold_part || may_be_portal_line(here, letters, signs) {
            let squashed = squash(here);
            let menu = menu_words(here);
            if may_hold_part && holds_portal_part(&squashed, letters) || menu >= MENU_WORDS {
                lines[i].layer = Layer::Portal;
            } else if PORTAL_LINES.contains(&squashed.as_str()) || menu > 0 {
                // `이전글 다음글` at the foot of a page: two are as little as one.
                words.push(i);
            }
        }
    }
    // A menu word alone may be a word of the report: three together, or one beside a telling phrase, are a menu.
    let mut menu = Vec::new();
    for (k, &i) in words.iter().enumerate() {
        let near = |j: usize| i.abs_diff(j) <= MENU_REACH;
        let together = words.iter().skip(k.saturating_sub(2)).take(5).filter(|&&j| near(j)).count() >= MENU_WORDS;
        let around = i.saturating_sub(MENU_REACH)..(i + MENU_REACH + 1).min(lines.len());
        if together || around.into_iter().any(|j| lines[j].layer == Layer::Portal) {
            menu.push(i);
        }
    }
    for i in menu {
        lines[i].layer = Layer::Portal;
    }
    breadcrumb(text, lines);
    publisher(text, lines);
    running_heads(text, lines);
    let mut furniture = false;
    for line in lines.iter_mut() {
        if line.layer == Layer::Body {
            line.after_furniture = furniture;
            furniture = false;
        } else {
            furniture = true;
        }
    }
}

/// Lines that stand at page borders again and again.
fn running_heads(text: &str, lines: &mut [Line]) {
    let content = |l: &Line| &text[l.range.to_usize()];
    // The lines next to a page border.
    let mut borders: Vec<usize> = Vec::new();
    for i in 0..lines.len() {
        if lines[i].layer != Layer::Body {
            continue;
        }
        let after_border = lines[i].page_break || (i > 0 && lines[i - 1].layer == Layer::PageNumber);
        // A running foot stands right above the number of its page.
        let before_border = lines.get(i + 1).is_some_and(|next| next.layer == Layer::PageNumber);
        if after_border || before_border {
            borders.push(i);
        }
    }
    if !borders.iter().any(|&i| holds_head_word(content(&lines[i]), lines[i].letters)) {
        return;
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    let key = |l: &Line| -> String { squash(content(l)).chars().filter(|c| !c.is_ascii_digit()).collect() };
    for &i in &borders {
        if lines[i].width <= HEAD_WIDTH && lines[i].shape != Shape::Tabs {
            *seen.entry(key(&lines[i])).or_default() += 1;
        }
    }
    for &i in &borders {
        let line = &lines[i];
        if line.width > HEAD_WIDTH || line.marker.is_some() || matches!(line.shape, Shape::Tabs | Shape::Pipes) {
            continue;
        }
        if !holds_head_word(content(line), line.letters) {
            continue;
        }
        let after_number = i > 0 && lines[i - 1].layer == Layer::PageNumber;
        let foot = lines.get(i + 1).is_some_and(|n| n.layer == Layer::PageNumber);
        let apart = if foot { line.blanks_before > 0 } else { lines.get(i + 1).is_none_or(|n| n.blanks_before > 0) };
        let key = key(line);
        let repeats = seen.get(&key).copied().unwrap_or(0);
        let length = key.chars().count();
        // Headings of sections (추진상황, 공약목표) hold such words too, and stand at the top of a page by chance.
        let on_most_pages = repeats >= HEAD_REPEATS && repeats * HEAD_SHARE >= borders.len() && length >= 4;
        let long = length >= HEAD_CHARS && apart && (repeats >= 2 || after_number);
        if on_most_pages || long || repeats >= HEAD_REPEATS && length >= HEAD_CHARS {
            lines[i].layer = Layer::RunningHead;
        }
    }
}

/// Whether one of [`HEAD_WORDS`] stands in a line of such letters.
fn holds_head_word(line: &str, letters: Letters) -> bool {
    const WORDS: [Letters; HEAD_WORDS.len()] = letters_of(HEAD_WORDS);
    HEAD_WORDS.iter().zip(WORDS).any(|(word, of_word)| letters.may_hold(of_word) && line.contains(word))
}

/// A menu above the path of a page has no more lines than this.
const MENU_LINES: usize = 40;
/// An entry of a menu is no longer than this, in display columns.
const MENU_WIDTH: u16 = 24;

/// `홈 > 열린시장실 > 공약현황`: the path of a page, and the menu above it.
fn breadcrumb(text: &str, lines: &mut [Line]) {
    let is_path = |l: &Line| {
        let here = text[l.range.to_usize()].trim_start();
        here.starts_with(['홈', 'H', '처'])
            && ["홈", "HOME", "Home", "처음으로"]
                .iter()
                .any(|home| here.strip_prefix(home).is_some_and(|rest| rest.trim_start().starts_with(['>', '›', '〉', '»'])))
    };
    let Some(path) = lines.iter().take(MENU_LINES).position(is_path) else { return };
    let is_menu = |l: &Line| l.marker.is_none() && l.shape != Shape::Tabs && l.width <= MENU_WIDTH;
    if lines[..path].iter().all(|l| l.layer != Layer::Body || is_menu(l)) {
        lines[..path].iter_mut().for_each(|l| l.layer = Layer::Portal);
    }
    lines[path].layer = Layer::Portal;
}

/// The line of the publisher is no longer than this, in display columns.
const PUBLISHER_WIDTH: u16 = 30;

/// `가온군 기획예산담당관`: who publishes the report, on its last line.
fn publisher(text: &str, lines: &mut [Line]) {
    let Some(last) = lines.iter().rposition(|l| l.layer == Layer::Body).filter(|&i| i > 0) else { return };
    let line = &lines[last];
    let content = text[line.range.to_usize()].trim();
    let Some((place, office)) = content.split_once(' ') else { return };
    let apart = line.marker.is_none() && line.shape == Shape::Plain && line.width <= PUBLISHER_WIDTH;
    let words = |s: &str| s.chars().count() >= 2 && s.chars().all(crate::text::is_hangul);
    let place_of = words(place) && place.ends_with(['시', '군', '구', '도']);
    let office_of = words(office) && ["과", "실", "담당관", "국", "단", "팀"].iter().any(|end| office.ends_with(end));
    if apart && place_of && office_of && office.contains(PUBLISHERS) {
        lines[last].layer = Layer::RunningHead;
    }
}

/// A word that offices have in their names which publish such reports begins with one of these: 기획, 감사, 정책, 평가, 전략, 예산, 공약.
const PUBLISHERS: [char; 7] = ['기', '감', '정', '평', '전', '예', '공'];

#[cfg(test)]
mod tests {
    use super::super::Layout;
    use super::*;

    #[test]
    fn page_numbers_and_running_heads_leave_the_body() {
        let text = "□ 추진실적\n- 2022. 9. 7. 착공\n\n- 1 -\n민선8기 솔빛구 공약실천계획서\n\n- 2023. 1. 2. 준공\n\n― 2 ―\n";
        let layout = Layout::of(text);
        let layers: Vec<_> = layout.lines.iter().map(|l| l.layer).collect();
        use Layer::*;
        assert_eq!(layers, [Body, Body, PageNumber, RunningHead, Body, PageNumber]);
        assert!(layout.lines[4].after_furniture);
    }

    #[test]
    fn headings_at_the_top_of_a_page_are_no_running_heads() {
        let mut text = String::from("공약목표\n\n○ 가\n");
        for page in 1..12 {
            let top = if page % 4 == 0 { "추진상황" } else { "○ 나래동 도서관" };
            text.push_str(&format!("\n- {page} -\n\n{top}\n\n○ 2023. 3. 착공\n"));
        }
        let layout = Layout::of(&text);
        assert!(layout.lines.iter().all(|l| l.layer != Layer::RunningHead));
    }

    #[test]
    fn no_portal_part_is_lost_by_its_letters() {
        for part in PORTAL_PARTS {
            assert!(may_hold_portal_part(Letters::of(&format!("가온{part}나래"))), "{part}");
            let line = format!("가온{part}나래");
            assert!(holds_portal_part(&line, Letters::of(&line)), "{part}");
        }
        assert!(PORTAL_LINES.iter().all(|line| may_be_portal_line(line, Letters::of(line), Signs::WORD)));
        assert!(may_be_portal_line("이전글 다음글 목록으로", Letters::of("이전글 다음글 목록으로"), Signs::SPACE));
        assert!(!holds_portal_part("공공도서관만족도저하", Letters::of("공공도서관만족도저하")));
    }

    #[test]
    fn numbers_of_reports_are_no_page_numbers() {
        for text in ["7-1", "2022", "-1,920", "- 도비 30", "1 - 2"] {
            assert!(!is_page_number(text), "{text}");
        }
    }
}
