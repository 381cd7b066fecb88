//! `bogoseo diff`: two editions written from one truth, with changes that are known. Every change is found, and none invented.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// What a report says of one pledge.
#[derive(Clone)]
struct Truth {
    number: String,
    title: String,
    department: &'static str,
    state: &'static str,
    rate: u32,
    period: String,
    cost: u64,
    achievements: Vec<(String, String)>,
    /// 국비 and 시비 by year.
    money: Vec<(u32, u64, u64)>,
}

const NAMES: [&str; 12] = [
    "누리동 청년창업센터 조성",
    "하늘천 산책로 정비",
    "가온시장 주차타워 건립",
    "치매안심마을 운영 확대",
    "스마트 농업 실증단지 유치",
    "어린이 통학로 안전 개선",
    "한빛도서관 야간 개관",
    "노후 상수관로 교체",
    "문화예술 동아리 지원",
    "전기버스 도입 확대",
    "반려동물 놀이터 설치",
    "소상공인 특례보증 지원",
];
const DEPARTMENTS: [&str; 4] = ["일자리정책과", "하천과", "건설과", "보건소"];

fn truth() -> Vec<Truth> {
    NAMES
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let (a, b) = (200 + 10 * i as u64, 300 + 20 * i as u64);
            Truth {
                number: format!("{}-{}", i / 4 + 1, i % 4 + 1),
                title: (*name).to_owned(),
                department: DEPARTMENTS[i % 4],
                state: if i % 3 == 0 { "완료" } else { "정상추진" },
                rate: if i % 3 == 0 { 100 } else { 40 + i as u32 },
                period: "2023. 3. ~ 2025. 12.".to_owned(),
                cost: 2 * (a + b),
                achievements: vec![
                    (format!("2023. {}. 8.", i % 9 + 1), format!("{name} 기본계획 수립")),
                    (format!("2024. {}. 3.", i % 9 + 2), format!("{name} 착공 보고회 개최")),
                ],
                money: vec![(2023, a, b), (2024, a, b)],
            }
        })
        .collect()
}

fn report(t: &Truth) -> String {
    let lines: String = t.achievements.iter().map(|(date, text)| format!(" ○ {date} {text}\n")).collect();
    let years = |pick: &dyn Fn(&(u32, u64, u64)) -> u64| -> String {
        let sum: u64 = t.money.iter().map(pick).sum();
        std::iter::once(sum).chain(t.money.iter().map(pick)).map(|n| format!("\t{n}")).collect()
    };
    format!(
        "민선8기 한별시 공약 이행 보고서 (2024. 12. 31. 기준)\n\n{}\n\n{}\n\n분야\tⅡ. 활기찬 도시\t담당부서\t{}\n이행상태\t{}\t이행률\t{}%\n\n\
         □ 사업개요\n ○ 사업기간 : {}\n ○ 총사업비 : {}백만원\n\n□ 추진실적\n{lines}\n□ 연차별 투자계획\n(단위: 백만원)\n구분\t계{}\n계{}\n국비{}\n시비{}\n",
        t.number,
        t.title,
        t.department,
        t.state,
        t.rate,
        t.period,
        t.cost,
        t.money.iter().map(|m| format!("\t{}", m.0)).collect::<String>(),
        years(&|m| m.1 + m.2),
        years(&|m| m.1),
        years(&|m| m.2),
    )
}

/// Writes an edition and converts it.
fn edition(folder: &Path, name: &str, truths: &[Truth]) -> std::path::PathBuf {
    let inputs = folder.join(name);
    std::fs::create_dir(&inputs).unwrap();
    for t in truths {
        std::fs::write(inputs.join(format!("{}.txt", t.number)), report(t)).unwrap();
    }
    let out = folder.join(format!("out-{name}"));
    let converted =
        Command::new(env!("CARGO_BIN_EXE_bogoseo")).arg("convert").args([&inputs]).arg("-o").arg(&out).arg("-q").output().unwrap();
    assert!(converted.status.success(), "{}", String::from_utf8_lossy(&converted.stderr));
    out
}

fn diff(old: &Path, new: &Path, arguments: &[&str]) -> Vec<u8> {
    let told = Command::new(env!("CARGO_BIN_EXE_bogoseo")).arg("diff").args([old, new]).args(arguments).output().unwrap();
    assert_eq!(told.status.code(), Some(0), "{}", String::from_utf8_lossy(&told.stderr));
    told.stdout
}

/// Each change as `number section field: old → new !alarm`.
fn changes(told: &Value) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for pair in told["pairs"].as_array().unwrap() {
        for change in pair["changes"].as_array().unwrap() {
            let side = |key: &str| change[key]["value"].as_str().unwrap_or("∅").to_owned();
            let alarm = change["alarm"].as_str().map(|a| format!(" !{a}")).unwrap_or_default();
            let (section, field) = (change["section"].as_str().unwrap(), change["field"].as_str().unwrap());
            out.insert(format!("{} {section} {field}: {} → {}{alarm}", pair["old"]["number"].as_str().unwrap(), side("old"), side("new")));
        }
    }
    out
}

#[test]
fn every_change_is_found_and_none_invented() {
    let folder = tempfile::tempdir().unwrap();
    let old = truth();
    let mut new = old.clone();
    let at = |number: &str| old.iter().position(|t| t.number == number).unwrap();
    // 1-1 is no longer completed.
    new[at("1-1")].state = "정상추진";
    new[at("1-1")].rate = 90;
    // 1-2 goes on as it should.
    new[at("1-2")].rate = 75;
    new[at("1-2")].achievements.push(("2024. 11. 5.".to_owned(), "하늘천 산책로 준공".to_owned()));
    // 1-3 loses an achievement, and another changes its date.
    new[at("1-3")].achievements.remove(1);
    new[at("1-3")].achievements[0].0 = "2023. 5. 8.".to_owned();
    // 1-4: other hands.
    new[at("1-4")].department = "복지정책과";
    // 2-1 costs more and ends later.
    new[at("2-1")].cost += 500;
    new[at("2-1")].period = "2023. 3. ~ 2026. 12.".to_owned();
    // 2-2: a money cell, and with it the sums.
    new[at("2-2")].money[1].1 += 100;
    // 2-3 gets another name; 2-4 another number.
    new[at("2-3")].title = "한빛도서관 야간·주말 개관".to_owned();
    new[at("2-4")].number = "3-9".to_owned();
    // 3-1 is divided in two.
    let whole = new[at("3-1")].clone();
    let mut parts = [whole.clone(), whole];
    for (i, (part, name)) in parts.iter_mut().zip(["문화 동아리 지원", "예술 동아리 지원"]).enumerate() {
        part.number = format!("3-1-{}", i + 1);
        part.title = name.to_owned();
        part.cost /= 2;
    }
    // 3-2 vanishes, 4-1 appears.
    let gone = [at("3-1"), at("3-2")];
    let mut new: Vec<Truth> = new.into_iter().enumerate().filter(|(i, _)| !gone.contains(i)).map(|(_, t)| t).collect();
    new.extend(parts);
    let mut fresh = old[0].clone();
    (fresh.number, fresh.title, fresh.department) = ("4-1".to_owned(), "드론 배송 시범구역 지정".to_owned(), "미래산업과");
    fresh.achievements = vec![("2024. 3. 2.".to_owned(), "업무협약 체결".to_owned())];
    new.push(fresh);

    let (before, after) = (edition(folder.path(), "old", &old), edition(folder.path(), "new", &new));
    let told: Value = serde_json::from_slice(&diff(&before, &after, &["--json"])).unwrap();
    let titles = |key: &str| -> Vec<&str> { told[key].as_array().unwrap().iter().map(|p| p["title"].as_str().unwrap()).collect() };
    assert_eq!(titles("appeared"), ["드론 배송 시범구역 지정"]);
    assert_eq!(titles("vanished"), ["전기버스 도입 확대"]);
    let split = told["split"].as_array().unwrap();
    assert_eq!(split.len(), 1, "{split:?}");
    assert_eq!(split[0]["old"]["number"], "3-1");
    let parts: Vec<&str> = split[0]["new"].as_array().unwrap().iter().map(|p| p["number"].as_str().unwrap()).collect();
    assert_eq!(parts, ["3-1-1", "3-1-2"]);
    let pairs = told["pairs"].as_array().unwrap();
    let those = |key: &str| -> Vec<&str> {
        let told = pairs.iter().filter(|p| p[key] == true && !p["old"]["number"].as_str().unwrap().starts_with("3-1"));
        told.map(|p| p["new"]["number"].as_str().unwrap()).collect()
    };
    assert_eq!(those("renamed"), ["2-3"]);
    assert_eq!(those("renumbered"), ["3-9"]);

    let expected: BTreeSet<String> = [
        "1-1 pledge state: completed → on_track !state-regressed",
        "1-1 pledge state_label: 완료 → 정상추진",
        "1-1 pledge progress_percent: 100 → 90 !progress-fell",
        "1-2 pledge progress_percent: 41 → 75",
        "1-2 achievements : ∅ → 2024-11-05 하늘천 산책로 준공",
        "1-3 achievements : 2024-04-03 가온시장 주차타워 건립 착공 보고회 개최 → ∅ !achievement-vanished",
        "1-3 achievements : 2023-03-08 가온시장 주차타워 건립 기본계획 수립 → 2023-05-08 가온시장 주차타워 건립 기본계획 수립 !achievement-redated",
        "1-4 pledge department: 보건소 → 복지정책과",
        "2-1 overview total_cost: 1240000000 → 1740000000 !cost-moved",
        "2-1 overview items 총사업비: 1240백만원 → 1740백만원",
        "2-1 overview period: 2023-03/2025-12 → 2023-03/2026-12 !completion-moved",
        "2-1 overview items 사업기간: 2023. 3. ~ 2025. 12. → 2023. 3. ~ 2026. 12.",
        "2-2 investment cells 국비 2024 planned: 250000000 → 350000000",
        "2-2 investment cells 국비 total planned: 500000000 → 600000000",
        "2-2 investment cells 계 2024 planned: 650000000 → 750000000",
        "2-2 investment cells 계 total planned: 1300000000 → 1400000000",
        "2-3 pledge title: 한빛도서관 야간 개관 → 한빛도서관 야간·주말 개관",
        "2-4 pledge number: 2-4 → 3-9",
    ]
    .map(str::to_owned)
    .into();
    let found: BTreeSet<String> = changes(&told).into_iter().filter(|c| !c.starts_with("3-1 ")).collect();
    let (missed, invented): (Vec<_>, Vec<_>) = (expected.difference(&found).collect(), found.difference(&expected).collect());
    assert!(missed.is_empty() && invented.is_empty(), "missed {missed:#?}\ninvented {invented:#?}");

    // Both sides lead to their source.
    let fell = pairs[0]["changes"].as_array().unwrap().iter().find(|c| c["alarm"] == "progress-fell").unwrap();
    assert_eq!((fell["old"]["raw"].as_str(), fell["new"]["raw"].as_str()), (Some("100%"), Some("90%")));
    assert_eq!((fell["old"]["line"].as_u64(), fell["new"]["path"].as_str()), (Some(8), Some("1-1.txt")));

    let text = String::from_utf8(diff(&before, &after, &["--color", "always"])).unwrap();
    for part in ["확인이 필요한 변화", "이행률이 낮아짐", "\x1b[", "1-1.txt:8", "신설", "분할"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!String::from_utf8(diff(&before, &after, &[])).unwrap().contains('\x1b'));
    let csv = String::from_utf8(diff(&before, &after, &["--csv"])).unwrap();
    assert!(csv.starts_with("\u{feff}what,alarm,"));
    assert!(csv.contains("changed,progress-fell,1-1,"), "{csv}");
    let page = folder.path().join("diff.html");
    diff(&before, &after, &["--alarms", "--html", page.to_str().unwrap()]);
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.contains("완료였던 공약") && !page.contains("복지정책과") && !page.contains("http"));
}

#[test]
fn an_edition_does_not_differ_from_itself() {
    let folder = tempfile::tempdir().unwrap();
    let out = edition(folder.path(), "same", &truth());
    let told: Value = serde_json::from_slice(&diff(&out, &out, &["--json"])).unwrap();
    assert!(changes(&told).is_empty());
    for key in ["appeared", "vanished", "split"] {
        assert_eq!(told[key].as_array().unwrap().len(), 0, "{key}");
    }
    assert_eq!(told["pairs"].as_array().unwrap().len(), NAMES.len());
}
