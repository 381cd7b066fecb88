use super::*;
use crate::model::{FundingSource, Recurrence};
use proptest::prelude::*;

#[test]
fn amounts_of_one_number() {
    for (text, krw, raw) in [
        ("153억원", 15_300_000_000, "153억원"),
        ("2조 9,334억 원", 2_933_400_000_000, "2조 9,334억 원"),
        ("7조 668억 원", 7_066_800_000_000, "7조 668억 원"),
        ("2.77조", 2_770_000_000_000, "2.77조"),
        ("238.57억", 23_857_000_000, "238.57억"),
        ("14억 3,000만원", 1_430_000_000, "14억 3,000만원"),
        ("10억 9,700만원(국비)", 1_097_000_000, "10억 9,700만원"),
        ("3억5천만원", 350_000_000, "3억5천만원"),
        ("1억 2천5백만 원", 125_000_000, "1억 2천5백만 원"),
        ("3천억원", 300_000_000_000, "3천억원"),
        ("120,000백만 원", 120_000_000_000, "120,000백만 원"),
        ("86,360백만원", 86_360_000_000, "86,360백만원"),
        ("7.1억원", 710_000_000, "7.1억원"),
        ("0.5백만원", 500_000, "0.5백만원"),
        ("1,735,200천원", 1_735_200_000, "1,735,200천원"),
        ("500만원", 5_000_000, "500만원"),
        ("5백만원", 5_000_000, "5백만원"),
        ("1,000원", 1_000, "1,000원"),
        ("500원", 500, "500원"),
        ("12십억원", 12_000_000_000, "12십억원"),
        ("１００억원", 10_000_000_000, "１００억원"),
        ("30억 3천명", 3_000_000_000, "30억"),
        ("△1,920백만원", -1_920_000_000, "△1,920백만원"),
        ("▲5억원", -500_000_000, "▲5억원"),
        ("0원", 0, "0원"),
    ] {
        let found = amount_at(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(found.value.krw, Some(krw), "{text}");
        assert_eq!(&text[found.range], raw, "{text}");
        assert_eq!(found.value.raw, raw);
        assert!(!found.value.approximate && found.value.recurrence.is_none(), "{text}");
    }
}

#[test]
fn modified_amounts() {
    let yearly = Some(Recurrence::Yearly);
    for (text, krw, range, recurrence, approximate, raw) in [
        ("매년 400 ~ 500백만원", None, Some((400_000_000, 500_000_000)), yearly, false, "매년 400 ~ 500백만원"),
        ("400~500백만원", None, Some((400_000_000, 500_000_000)), None, false, "400~500백만원"),
        ("3∼5억원", None, Some((300_000_000, 500_000_000)), None, false, "3∼5억원"),
        ("10억원 ~ 20억원", None, Some((1_000_000_000, 2_000_000_000)), None, false, "10억원 ~ 20억원"),
        ("연 30억원", Some(3_000_000_000), None, yearly, false, "연 30억원"),
        ("연간 30억원", Some(3_000_000_000), None, yearly, false, "연간 30억원"),
        ("30억원/년", Some(3_000_000_000), None, yearly, false, "30억원/년"),
        ("약 30억", Some(3_000_000_000), None, None, true, "약 30억"),
        ("30억 내외", Some(3_000_000_000), None, None, true, "30억 내외"),
        ("30억원 정도", Some(3_000_000_000), None, None, true, "30억원 정도"),
        ("20억여원", Some(2_000_000_000), None, None, true, "20억여원"),
        ("200여억원", Some(20_000_000_000), None, None, true, "200여억원"),
        ("매년 약 5억원", Some(500_000_000), None, yearly, true, "매년 약 5억원"),
        ("총     844    백만원", Some(844_000_000), None, None, false, "844    백만원"),
    ] {
        for found in [amount_at(text), first(text)] {
            let found = found.unwrap_or_else(|| panic!("{text}"));
            let m = &found.value;
            assert_eq!(m.krw, krw, "{text}");
            assert_eq!(m.krw_min.zip(m.krw_max), range, "{text}");
            assert_eq!((m.recurrence, m.approximate), (recurrence, approximate), "{text}");
            assert_eq!(&text[found.range.clone()], raw, "{text}");
            assert_eq!(m.raw, raw);
        }
    }
}

#[test]
fn first_amount_of_a_line() {
    for (text, krw, raw) in [
        ("5년간 153억원(국비 100억원)", 15_300_000_000, "153억원"),
        ("공간 포함 5년간 26.5억원 지원(현금16.5억원)", 2_650_000_000, "26.5억원"),
        ("총사업비 465억원 (국 100)", 46_500_000_000, "465억원"),
        ("기금 100억원 조성", 10_000_000_000, "100억원"),
        ("10만명에게 1인당 10만원 지급", 100_000, "10만원"),
        ("20억 원→2,000억 원", 2_000_000_000, "20억 원"),
        ("2026년 7월 30억 확보", 3_000_000_000, "30억"),
        ("10억 원도심 재생", 1_000_000_000, "10억"),
        ("추경(-2,000천원) 반영", -2_000_000, "-2,000천원"),
        ("사업(3,180백만원)", 3_180_000_000, "3,180백만원"),
    ] {
        let found = first(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(found.value.krw, Some(krw), "{text}");
        assert_eq!(&text[found.range], raw, "{text}");
    }
    for text in [
        "",
        "5년간",
        "10만명",
        "7만2천㎡",
        "12,345",
        "제3조",
        "3조 2교대",
        "5억불",
        "10억달러",
        "3원칙",
        "100개소",
        "2023~2026년",
        "5천명",
        "3천 세대",
        "50%",
        "천원",
        "억원",
        "매년",
        "약",
        "2만톤",
    ] {
        assert_eq!(first(text), None, "{text}");
    }
}

#[test]
fn overflow_and_fractions_of_a_won_give_no_number() {
    for text in ["99999999999999조원", "0.0001천원", "999999999999999999999999999999999999999999999999억원"] {
        assert!(first(text).is_none_or(|f| f.value.krw.is_none()), "{text}");
    }
}

#[test]
fn units() {
    for (text, unit) in [
        ("백만원", Unit::MillionWon),
        ("백만 원", Unit::MillionWon),
        ("백만", Unit::MillionWon),
        ("천 원", Unit::ThousandWon),
        ("억", Unit::HundredMillionWon),
        ("십억원", Unit::BillionWon),
        ("원", Unit::Won),
        ("만원", Unit::TenThousandWon),
        ("조원", Unit::TrillionWon),
    ] {
        assert_eq!(Unit::parse(text), Some(unit), "{text}");
        assert_eq!(Unit::parse(unit.label()), Some(unit));
        assert_eq!(Unit::of_factor(unit.factor()), Some(unit));
    }
    for text in ["", "회", "천", "천명", "원칙", "%"] {
        assert_eq!(Unit::parse(text), None, "{text}");
    }
}

#[test]
fn unit_notes() {
    for (text, label, money, raw) in [
        ("(단위:백만원)", "백만원", true, "(단위:백만원)"),
        ("    (단위 : 백만 원)", "백만원", true, "(단위 : 백만 원)"),
        ("[단위 : 천원]", "천원", true, "[단위 : 천원]"),
        ("(단위：%, 억원)", "억원", true, "(단위：%, 억원)"),
        ("(단위 : 백만원, %)", "백만원", true, "(단위 : 백만원, %)"),
        ("※ 단위 : 천원", "천원", true, "※ 단위 : 천원"),
        ("단위: 천원 )", "천원", true, "단위: 천원 )"),
        ("(단위:회)", "회", false, "(단위:회)"),
        ("(단위 : 건)", "건", false, "(단위 : 건)"),
        ("(단 위 : 십억원)", "십억원", true, "(단 위 : 십억원)"),
        ("(금액단위: 원)", "원", true, "(금액단위: 원)"),
        ("(단위 백만원)", "백만원", true, "(단위 백만원)"),
        ("○ 연도별 계획 (단위 : 백만원)", "백만원", true, "(단위 : 백만원)"),
        ("(백만원)", "백만원", true, "(백만원)"),
        ("구 분 (백만원)", "백만원", true, "(백만원)"),
        ("(단위:개소(누계))", "개소(누계)", false, "(단위:개소(누계))"),
    ] {
        let note = unit_note(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(note.label, label, "{text}");
        assert_eq!(note.unit.is_some(), money, "{text}");
        assert_eq!(text[note.range].trim_end(), raw, "{text}");
    }
    for text in ["", "단위사업 추진", "읍면동 단위 행사 : 3회", "(단위사업)", "사업비(백만원) 3,000", "집단위생", "단지 조성"]
    {
        assert_eq!(unit_note(text), None, "{text}");
    }
}

fn parts(text: &str) -> Vec<(&'static str, String, Option<i64>)> {
    funding(text, None)
        .into_iter()
        .map(|f| {
            assert!(text[f.range.clone()].starts_with(&f.value.label), "{text}");
            (f.value.source.word(), f.value.label, f.value.krw)
        })
        .collect()
}

#[test]
fn funding_parts() {
    let part = |s: &'static str, l: &str, k: i64| (s, l.to_owned(), Some(k));
    for (text, expected) in [
        (
            "205.6억원(국 158.6, 도 14.1, 시 32.9)",
            vec![part("national", "국", 15_860_000_000), part("provincial", "도", 1_410_000_000), part("municipal", "시", 3_290_000_000)],
        ),
        (
            "5년간 153억원(국비 100억원, 도비 26.5억원, 시비 26.5억원)",
            vec![
                part("national", "국비", 10_000_000_000),
                part("provincial", "도비", 2_650_000_000),
                part("municipal", "시비", 2_650_000_000),
            ],
        ),
        (
            "592백만원 [국비 77, 군비 259, 기금 59, 기타 174]",
            vec![
                part("national", "국비", 77_000_000),
                part("municipal", "군비", 259_000_000),
                part("fund", "기금", 59_000_000),
                part("other", "기타", 174_000_000),
            ],
        ),
        ("7.1억원(시비 2.3 / 구비 4.8)", vec![part("provincial", "시비", 230_000_000), part("municipal", "구비", 480_000_000)]),
        (
            "4,196억 원 (국비 2,307억, 도비 495억)",
            vec![part("national", "국비", 230_700_000_000), part("provincial", "도비", 49_500_000_000)],
        ),
        (
            "465억원 (국 100, 도 115, 시 200, TP 50)",
            vec![
                part("national", "국", 10_000_000_000),
                part("provincial", "도", 11_500_000_000),
                part("municipal", "시", 20_000_000_000),
                part("other", "TP", 5_000_000_000),
            ],
        ),
        ("국비 100억원, 시비 50억원", vec![part("national", "국비", 10_000_000_000), part("municipal", "시비", 5_000_000_000)]),
        ("  * 구비 : 0.6억원", vec![part("municipal", "구비", 60_000_000)]),
        ("국비 : 3.1억원", vec![part("national", "국비", 310_000_000)]),
        ("(국비 30, 군비 20억원)", vec![part("national", "국비", 3_000_000_000), part("municipal", "군비", 2_000_000_000)]),
        ("900백만원(국비 840백만, 기타(LH) 60백만)", vec![part("national", "국비", 840_000_000), part("other", "기타(LH)", 60_000_000)]),
        (
            "88억원(국비 34억원 도비 2억원 교육청 21억원)",
            vec![
                part("national", "국비", 3_400_000_000),
                part("provincial", "도비", 200_000_000),
                part("education", "교육청", 2_100_000_000),
            ],
        ),
        (
            "10억원(특별교부세 4, 시·도비 3, 지방소멸대응기금 3)",
            vec![
                part("grant", "특별교부세", 400_000_000),
                part("provincial", "시·도비", 300_000_000),
                part("fund", "지방소멸대응기금", 300_000_000),
            ],
        ),
        (
            "총사업비 300(계 300, 국비 100, 민자 200)백만원",
            vec![("national", "국비".to_owned(), None), ("private", "민자".to_owned(), None)],
        ),
        (
            "100억원(국비 50억원(균특 30억원, 기금 20억원), 시비 50억원)",
            vec![part("national", "국비", 5_000_000_000), part("municipal", "시비", 5_000_000_000)],
        ),
        (
            "100억원(국비 50억원(50%), 시비 50억원(50%))",
            vec![part("national", "국비", 5_000_000_000), part("municipal", "시비", 5_000_000_000)],
        ),
        ("26.5억원 지원(현금16.5억원)", vec![]),
        ("2조 9,334억 원 (광역교통개선대책 분담금)", vec![]),
        ("100억원(국비 50%, 도비 50%)", vec![]),
        ("시 : 공간 지원 포함 5년간 26.5억원 지원", vec![]),
        ("시 30억원 지원", vec![]),
        ("국·도비 100억원 확보", vec![]),
        ("국비 확보 100억원", vec![]),
        ("시 3개소, 구 5개소", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(parts(text), expected, "{text}");
    }
}

#[test]
fn the_default_unit_is_the_last_resort() {
    let found = funding("국 10, 도 5", Some(Unit::MillionWon));
    assert_eq!(found[0].value.krw, Some(10_000_000));
    assert_eq!(funding("국비 10", None)[0].value.krw, None);
    assert_eq!(funding_in("국비 10, 시비 5", Some(Unit::MillionWon), Some(true))[1].value.source, FundingSource::Provincial);
}

#[test]
fn labels() {
    use FundingSource::*;
    for (text, source) in [
        ("국 비", National),
        ("균특", National),
        ("시도비", Provincial),
        ("시·도비", Provincial),
        ("시ㆍ도비", Provincial),
        ("道", Provincial),
        ("특별조정교부금", Grant),
        ("특교", Grant),
        ("시군구비", Municipal),
        ("지방비", Local),
        ("민자등", Private),
        ("BTL", Private),
        ("민", Private),
        ("주택도시기금", Fund),
        ("지방채", Bond),
        ("교육청 특별회계", Education),
        ("총 계", Total),
        ("LH", Other),
        ("기타(융자)", Other),
        ("국가 지원", National),
        ("정부 지원금", National),
        ("국고보조금", National),
        ("도비 보조금", Provincial),
        ("경상북도 지원금", Provincial),
        ("대구시지원", Provincial),
        ("군 부담금", Municipal),
        ("달성군부담", Municipal),
        ("시군 부담", Municipal),
        ("민간 부담", Private),
        ("나라에서", National),
        ("군에서", Municipal),
    ] {
        assert_eq!(funding_label(text), Some(FundingLabel::Known(source)), "{text}");
    }
    assert_eq!(funding_label("시 비"), Some(FundingLabel::City));
    assert_eq!(funding_label("영천시 부담금"), Some(FundingLabel::City));
    for text in [
        "",
        "구분",
        "현금",
        "비고",
        "국제",
        "도로",
        "시설비",
        "14,300",
        "복구 지원",
        "전시지원",
        "가구 부담",
        "노인가구 부담",
        "기업 지원",
        "제도 지원",
    ] {
        assert_eq!(funding_label(text), None, "{text}");
    }
}

#[test]
fn city_money_depends_on_what_stands_beside_it() {
    use FundingSource::*;
    for (labels, metropolitan, expected) in [
        (&["국비", "도비", "시비"][..], None, vec![National, Provincial, Municipal]),
        (&["국비", "시비", "구비"], None, vec![National, Provincial, Municipal]),
        (&["시비", "군비"], None, vec![Provincial, Municipal]),
        (&["국비", "시비"], None, vec![National, Municipal]),
        (&["국비", "시비"], Some(true), vec![National, Provincial]),
        (&["국비", "시비"], Some(false), vec![National, Municipal]),
        (&["도비", "시비", "구비"], None, vec![Provincial, Municipal, Municipal]),
        (&["무엇"], None, vec![Other]),
    ] {
        assert_eq!(resolve(labels, metropolitan), expected, "{labels:?}");
    }
}

#[test]
fn number_cells() {
    let number = |mantissa: i64, decimals: u8, unit| NumberCell::Number {
        value: mantissa as f64 / 10f64.powi(i32::from(decimals)),
        mantissa,
        decimals,
        unit,
    };
    for (text, expected) in [
        ("", NumberCell::Blank),
        ("  ", NumberCell::Blank),
        ("-", NumberCell::Blank),
        ("–", NumberCell::Blank),
        ("―", NumberCell::Blank),
        ("－", NumberCell::Blank),
        ("14,300", number(14_300, 0, None)),
        ("1740", number(1_740, 0, None)),
        ("77.7", number(777, 1, None)),
        ("0", number(0, 0, None)),
        ("△1,920", number(-1_920, 0, None)),
        ("-1,920", number(-1_920, 0, None)),
        ("(1,920)", number(-1_920, 0, None)),
        ("１，７４０", number(1_740, 0, None)),
        ("1,735,200천원", number(1_735_200, 0, Some(Unit::ThousandWon))),
        ("30 억원", number(30, 0, Some(Unit::HundredMillionWon))),
        ("10,378,000,000", number(10_378_000_000, 0, None)),
        ("1 740", NumberCell::Unreadable),
        ("1O,l0", NumberCell::Unreadable),
        ("3?0", NumberCell::Unreadable),
        ("###", NumberCell::Unreadable),
        ("1,74", NumberCell::Unreadable),
        ("1.2.3", NumberCell::Unreadable),
        ("완료", NumberCell::Unreadable),
        ("99999999999999999999", NumberCell::Unreadable),
        ("()", NumberCell::Unreadable),
    ] {
        assert_eq!(number_cell(text), expected, "{text:?}");
    }
}

#[test]
fn krw_is_exact() {
    assert_eq!(krw(265, 1, Unit::HundredMillionWon), Some(2_650_000_000));
    assert_eq!(krw(-1_920, 0, Unit::MillionWon), Some(-1_920_000_000));
    assert_eq!(krw(1, 1, Unit::Won), None);
    assert_eq!(krw(i64::MAX, 0, Unit::ThousandWon), None);
}

/// `1234567` as `1,234,567`.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, d) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(d);
    }
    out
}

proptest! {
    #[test]
    fn every_spelling_of_an_amount_reads_back(eok in 1u64..90_000, man in 1u64..10_000, kind in 0usize..5) {
        let won = eok * 100_000_000 + man * 10_000;
        let text = match kind {
            0 => format!("{}억 {}만원", grouped(eok), grouped(man)),
            1 => format!("{eok}억{man}만 원"),
            2 => format!("{}원", grouped(won)),
            3 => format!("{}.{:02}백만원", grouped(won / 1_000_000), won % 1_000_000 / 10_000),
            _ => format!("{}천원", grouped(won / 1_000)),
        };
        let found = amount_at(&text).unwrap();
        prop_assert_eq!(found.value.krw, Some(won as i64), "{}", text);
        prop_assert_eq!(found.range, 0..text.len());
    }

    #[test]
    fn cells_read_back(n in -1_000_000_000i64..1_000_000_000) {
        let text = format!("{}{}", if n < 0 { "△" } else { "" }, grouped(n.unsigned_abs()));
        let NumberCell::Number { mantissa, .. } = number_cell(&text) else { panic!("{text}") };
        prop_assert_eq!(mantissa, n);
    }

    #[test]
    fn never_panics(s in "[0-9０-９,. ~∼△()\\[\\]/:·천백십만억조원여약매년연총국도시군구비기금타단위%가-]{0,40}") {
        for found in [amount_at(&s), first(&s)].into_iter().flatten() {
            prop_assert_eq!(&s[found.range.clone()], found.value.raw.as_str());
        }
        for part in funding(&s, Some(Unit::MillionWon)) {
            prop_assert!(s[part.range].starts_with(&part.value.label));
        }
        if let Some(note) = unit_note(&s) {
            prop_assert!(s.get(note.range).is_some());
        }
        let _ = number_cell(&s);
    }

    #[test]
    fn never_panics_on_anything(s in "\\PC{0,40}") {
        let _ = (amount_at(&s), first(&s), funding(&s, None), unit_note(&s), number_cell(&s), funding_label(&s));
    }
}
