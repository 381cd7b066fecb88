//! Documents as offices lay them out: a report in one big table, headings in boxes, lists with merged cells.

use bogoseo::{Settings, convert_bytes};
use serde_json::{Value, json};

fn records(page: &str) -> Vec<Value> {
    let settings = Settings { path: "report.html".to_owned(), ..Settings::default() };
    let converted = convert_bytes(page.as_bytes(), &settings);
    assert!(converted.errors.is_empty(), "{:?}", converted.errors);
    converted.records.iter().map(|r| serde_json::to_value(r).unwrap()).collect()
}

/// A management card (관리카드): labels left, text and a nested table right, one label broken over two lines.
const FORM: &str = r#"<html><head><meta charset="utf-8"><title>새봄군 공약사업 관리카드</title></head><body>
<h2>공약사업 관리카드</h2>
<table border=1>
<tr><th>공약번호</th><td>3-2</td><th>공약명</th><td>청년 창업센터 조성</td></tr>
<tr><th>담당부서</th><td>일자리정책과</td><th>추진상황</th><td>정상추진</td></tr>
<tr><th>사업기간</th><td>2023. 1. ~ 2026. 6.</td><th>이행률</th><td>55%</td></tr>
<tr><th>사업개요</th><td colspan=3>○ 위치 : 누리동 12-3 일원<br>○ 규모 : 연면적 1,200㎡(지상 3층)<br>○ 총사업비 : 1,500백만원(국비 1,000, 군비 500)</td></tr>
<tr><th>추진실적</th><td colspan=3><p>○ 2023. 3. 2. 기본계획 수립</p><p>○ 2023. 9. 15. 실시설계 용역 착수</p><p>○ 2024. 5. 1. 착공</p></td></tr>
<tr><th>연차별<br>투자계획</th><td colspan=3>(단위 : 백만원)<table border=1><tr><th>구분</th><th>계</th><th>2023</th><th>2024</th><th>2025</th></tr><tr><td>계</td><td>1,500</td><td>300</td><td>700</td><td>500</td></tr><tr><td>국비</td><td>1,000</td><td>200</td><td>500</td><td>300</td></tr><tr><td>군비</td><td>500</td><td>100</td><td>200</td><td>200</td></tr></table></td></tr>
<tr><th>문제점 및 대책</th><td colspan=3>○ 토지 보상 지연 → 소유자 협의 지속</td></tr>
<tr><th>향후계획</th><td colspan=3>○ 2025. 6. 준공<br>○ 2025. 9. 개관</td></tr>
<tr><th>담당자</th><td colspan=3>일자리정책과장 김하나(☎ 031-000-1234), 담당 이두리(☎ 031-000-1235)</td></tr>
</table></body></html>
"#;

/// A status list (이행현황) with fields merged over their pledges and a total row at the end.
const LIST: &str = r#"<html><head><meta charset="utf-8"></head><body>
<p><b>한별시 공약 이행현황 (2024년 4분기)</b></p>
<table border=1>
<tr><td rowspan=2>연번</td><td rowspan=2>분야</td><td rowspan=2>공약명</td><td colspan=3>추진상황</td><td rowspan=2>이행률(%)</td><td rowspan=2>담당부서</td></tr>
<tr><td>완료</td><td>정상추진</td><td>부진</td></tr>
<tr><td>1</td><td rowspan=2>경제</td><td>청년 창업센터 조성</td><td></td><td>○</td><td></td><td>55</td><td>일자리과</td></tr>
<tr><td>2</td><td>전통시장 주차장 확충</td><td>○</td><td></td><td></td><td>100</td><td>경제과</td></tr>
<tr><td>3</td><td rowspan=2>복지</td><td>국공립 어린이집 확대</td><td></td><td>○</td><td></td><td>70</td><td>여성가족과</td></tr>
<tr><td>4</td><td>치매안심센터 운영</td><td></td><td></td><td>○</td><td>20</td><td>보건소</td></tr>
<tr><td colspan=3>계</td><td>1</td><td>2</td><td>1</td><td></td><td></td></tr>
</table></body></html>
"#;

/// A card whose headings stand in boxes, with 목표 and 실적 as rows and a money table in two blocks of merged labels.
const BOXES: &str = r#"<html><head><meta charset="utf-8"></head><body>
<table border=1><tr><td><b>5-1</b></td><td><b>도시숲 조성</b></td></tr></table>
<table border=1><tr><td>소관부서</td><td>공원녹지과</td><td>완료시기</td><td>임기내</td><td>신규/계속</td><td>신규</td></tr></table>
<table border=1><tr><td>■ 사업목적</td></tr></table>
<p>- 미세먼지를 줄이고 시민 쉼터를 제공</p>
<table border=1><tr><td>■ 사업개요</td></tr></table>
<p>- 위 치 : 가온동 산 12번지</p><p>- 사 업 량 : 3ha</p><p>- 사업기간 : 2022. 7. ~ 2024. 12.</p>
<table border=1><tr><td>■ 연차별 추진계획</td></tr></table>
<table border=1><tr><td>구분</td><td>2022년</td><td>2023년</td><td>2024년</td></tr><tr><td>목표</td><td>설계</td><td>- 조성 1ha<br>- 주민 협의</td><td>조성 2ha</td></tr><tr><td>실적</td><td>설계 완료</td><td>조성 1ha</td><td>조성 2ha</td></tr></table>
<table border=1><tr><td>■ 재원투자계획</td><td>(단위 : 천원)</td></tr></table>
<table border=1><tr><td colspan=2>구분</td><td>계</td><td>2022</td><td>2023</td><td>2024</td></tr>
<tr><td rowspan=3>계획</td><td>계</td><td>600,000</td><td>100,000</td><td>200,000</td><td>300,000</td></tr><tr><td>국비</td><td>300,000</td><td>50,000</td><td>100,000</td><td>150,000</td></tr><tr><td>시비</td><td>300,000</td><td>50,000</td><td>100,000</td><td>150,000</td></tr>
<tr><td rowspan=3>집행</td><td>계</td><td>500,000</td><td>100,000</td><td>200,000</td><td>200,000</td></tr><tr><td>국비</td><td>250,000</td><td>50,000</td><td>100,000</td><td>100,000</td></tr><tr><td>시비</td><td>250,000</td><td>50,000</td><td>100,000</td><td>100,000</td></tr></table>
<table border=1><tr><td>■ 추진실적</td></tr></table>
<table border=1><tr><td>일자</td><td>추진내용</td></tr><tr><td>2022. 9. 1.</td><td>실시설계 용역 착수</td></tr><tr><td>2023. 4. 10.</td><td>1단계 착공</td></tr></table>
</body></html>
"#;

#[test]
fn a_form_gives_its_sections_and_the_table_that_is_nested_in_it() {
    let records = records(FORM);
    let [record] = &records[..] else { panic!("{} records", records.len()) };
    assert_eq!(record["pledge"]["number"], "3-2");
    assert_eq!(record["pledge"]["state"], "on_track");
    assert_eq!(record["overview"]["projects"][0]["location"], "누리동 12-3 일원");
    assert_eq!(record["achievements"].as_array().map(Vec::len), Some(3));
    let cells = record["investment"]["cells"].as_array().unwrap();
    assert_eq!((cells.len(), &cells[0]["krw"]), (12, &json!(1_500_000_000i64)));
    assert_eq!(record["obstacles"]["problems"].as_array().map(Vec::len), Some(1));
    assert_eq!(record["future_plans"].as_array().map(Vec::len), Some(2));
    assert_eq!(record["pledge"]["contacts"].as_array().map(Vec::len), Some(2));
    assert_eq!(record["captions"], json!([]));
    assert_eq!(record["status"], "ok");
}

#[test]
fn a_list_gives_merged_fields_to_each_row_and_its_total_holds() {
    let records = records(LIST);
    let field = |key: &str| records.iter().map(|r| r["pledge"][key].clone()).collect::<Vec<_>>();
    assert_eq!(field("category"), ["경제", "경제", "복지", "복지"]);
    assert_eq!(field("state"), ["on_track", "completed", "on_track", "delayed"]);
    assert_eq!(field("department"), ["일자리과", "경제과", "여성가족과", "보건소"]);
}

#[test]
fn boxes_head_sections_and_rows_of_targets_and_results_are_one() {
    let records = records(BOXES);
    let [record] = &records[..] else { panic!("{} records", records.len()) };
    assert_eq!(record["pledge"]["title"], "도시숲 조성");
    assert_eq!(record["purpose"], json!(["미세먼지를 줄이고 시민 쉼터를 제공"]));
    let targets = record["annual_targets"].as_array().unwrap();
    assert_eq!(targets.len(), 3);
    assert_eq!((&targets[1]["targets"], &targets[1]["results"]), (&json!(["조성 1ha", "주민 협의"]), &json!(["조성 1ha"])));
    let cells = record["investment"]["cells"].as_array().unwrap();
    assert_eq!(cells.iter().filter(|c| c["measure"] == "executed").count(), 12);
    assert_eq!((cells.len(), record["investment"]["unit"].as_str()), (24, Some("천원")));
    assert_eq!(record["achievements"][0]["date"]["from"], "2022-09-01");
}
