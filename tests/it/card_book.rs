//! A whole book of cards: cover, contents with pages, a summary, an annex, chapters, running heads and page numbers, a thousand cards.

use std::fmt::Write as _;
use std::time::Instant;

use bogoseo::{Settings, convert_bytes};

const CHAPTERS: usize = 20;
const CARDS_OF_CHAPTER: usize = 50;
/// Cards of a chapter whose text runs over the end of a page.
const BREAKS_EVERY: usize = 3;
const FIELDS: [&str; 5] = ["복지", "교육", "문화", "환경", "교통"];
const HEAD: &str = "민선8기 가온시 공약실천계획서";

fn title(chapter: usize, card: usize) -> String {
    let what = ["도서관 건립", "둘레길 조성", "쉼터 확충", "주차장 정비", "돌봄센터 운영"][card % 5];
    format!("나래{}동 {what}", chapter * CARDS_OF_CHAPTER + card)
}

/// The book, and the number and title of each card.
fn book() -> (String, Vec<(String, String)>) {
    let mut out = format!("{HEAD}\n\n2024. 6.\n가온시\n\n\n목    차\n\n");
    let mut cards = Vec::new();
    for chapter in 1..=CHAPTERS {
        let _ = writeln!(out, "{chapter}. {} 분야 ············ {}", FIELDS[chapter % 5], chapter * 60);
        for card in 1..=CARDS_OF_CHAPTER {
            let _ = writeln!(out, "  {chapter}-{card} {} ············ {}", title(chapter, card), chapter * 60 + card);
        }
    }
    out.push_str("\n총괄 현황\n구분\t공약수\t완료\t정상추진\n계\t1000\t0\t1000\n복지\t200\t0\t200\n교육\t200\t0\t200\n\n");
    let mut page = 1;
    for chapter in 1..=CHAPTERS {
        let _ = write!(out, "\n{chapter}. {} 분야\n\n\n", FIELDS[chapter % 5]);
        for card in 1..=CARDS_OF_CHAPTER {
            let (number, title) = (format!("{chapter}-{card}"), title(chapter, card));
            let amount = 10 * (card + 1);
            let _ = write!(
                out,
                "{number}\t{title}\n\n사업구분\t계속\t완료시기\t임기내\n이행상태\t정상추진\t이행률\t{}%\n주관부서\t나래과\t예산구분\t예산\n\n\
                 □ 사업개요\n ○ 사업기간 : 2022. 7. ~ 2026. 6.\n ○ 총사업비 : {}백만원(국비 {amount}, 시비 {amount})\n",
                card % 100,
                amount * 2,
            );
            if card % BREAKS_EVERY == 0 {
                let _ = write!(out, "\n- {page} -\n{HEAD}\n\n");
                page += 1;
            }
            let _ = write!(
                out,
                " ○ 위    치 : 나래동 {card}번지\n\n□ 추진실적\n ○ 2023. {}. {}. 착공\n\n□ 투자계획\n(단위 : 백만원)\n구분\t계\t2023\t2024\n\
                 계\t{}\t{amount}\t{amount}\n국비\t{amount}\t{}\t{}\n시비\t{amount}\t{}\t{}\n\n\n",
                card % 12 + 1,
                card % 27 + 1,
                amount * 2,
                amount / 2,
                amount / 2,
                amount / 2,
                amount / 2,
            );
            cards.push((number, title));
        }
    }
    out.push_str("\n붙임 1. 추진체계\n\n공약이행평가단은 주민 30명으로 구성한다.\n");
    (out, cards)
}

#[test]
fn a_book_of_a_thousand_cards_is_split_at_every_card() {
    let (text, cards) = book();
    let started = Instant::now();
    let converted = convert_bytes(text.as_bytes(), &Settings { path: "book.txt".to_owned(), ..Settings::default() });
    eprintln!("{} cards, {} bytes: {:.2} s", cards.len(), text.len(), started.elapsed().as_secs_f64());
    let found: Vec<(String, String)> = converted
        .records
        .iter()
        .map(|r| {
            let pledge = &r.body.pledge;
            (
                pledge.number.as_ref().map_or(String::new(), |n| n.value.clone()),
                pledge.title.as_ref().map_or(String::new(), |t| t.value.clone()),
            )
        })
        .collect();
    assert_eq!(found.len(), cards.len());
    for (found, card) in found.iter().zip(&cards) {
        assert_eq!(found, card);
    }
    let at = |n: usize| serde_json::to_value(&converted.records[n]).unwrap();
    for n in [0, 2, 499, 998, 999] {
        let record = at(n);
        assert_eq!(record["pledge"]["category"], FIELDS[(n / CARDS_OF_CHAPTER + 1) % 5], "{n}");
        assert_eq!(record["overview"]["projects"][0]["location"], format!("나래동 {}번지", n % CARDS_OF_CHAPTER + 1), "{n}");
        assert_eq!(record["document"]["kind"], "book");
        assert_eq!(record["investment"]["cells"].as_array().map(Vec::len), Some(9), "{n}");
    }
    let codes: Vec<&str> = converted.records.iter().flat_map(|r| &r.errors).map(|i| i.code).collect();
    assert!(!codes.contains(&"pledge-missing") && !codes.contains(&"pledge-duplicate") && !codes.contains(&"total-mismatch"), "{codes:?}");
    let kinds: Vec<&str> = converted.front_matter.iter().map(|f| f.kind).collect();
    for (kind, count) in [
        ("cover", 1),
        ("contents", 1),
        ("summary", 1),
        ("annex", 1),
        ("divider", CHAPTERS),
        ("running_head", CHAPTERS * (CARDS_OF_CHAPTER / BREAKS_EVERY)),
    ] {
        assert_eq!(kinds.iter().filter(|k| **k == kind).count(), count, "{kind}");
    }
}
