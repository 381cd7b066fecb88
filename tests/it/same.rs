//! One content in every format gives one record, but for where things stand.

use bogoseo::{Settings, convert_bytes};
use serde_json::Value;

use crate::writers::{Piece, cell, docx, html, hwp5, hwpx, text};

/// A card with a status matrix, an overview, a roadmap with bars, a money table with merged cells, and a timeline.
fn card() -> Vec<Piece> {
    use Piece::{Line, Table};
    vec![
        Line("2-3"),
        Line("나래 청년창업센터 조성"),
        Table(vec![
            vec![cell("사업구분").down(2), cell("완료시기").down(2), cell("이행구분").over(3), cell("이행률").down(2)],
            vec![cell("완료"), cell("정상추진"), cell("일부추진")],
            vec![cell("신규"), cell("임기내"), cell(""), cell("○"), cell(""), cell("65%")],
            vec![cell("담당부서"), cell("일자리과"), cell("담당자").over(2), cell("김하나 (☎ 031-000-1234)").over(2)],
        ]),
        Line("□ 최종목표"),
        Line(" - 청년이 머무는 일터를 마련"),
        Line("□ 사업개요"),
        Line(" - 사업기간 : 2023. 3. ~ 2025. 12."),
        Line(" - 위    치 : 가온구 나래동 12-3"),
        Line(" - 총사업비 : 900백만원(국비 500, 시비 400)"),
        Line("□ 추진로드맵"),
        Table(vec![
            vec![cell("추진내용").down(2), cell("2023").over(2), cell("2024").over(2)],
            vec![cell("상"), cell("하"), cell("상"), cell("하")],
            vec![cell("기본계획 수립"), cell("").shaded(), cell("").shaded(), cell(""), cell("")],
            vec![cell("공사 착수"), cell(""), cell(""), cell("").shaded(), cell("")],
        ]),
        Line("□ 연차별 추진목표"),
        Table(vec![
            vec![cell("연도"), cell("추진목표"), cell("추진실적")],
            vec![cell("2023년"), cell("- 기본계획 수립").and("- 부지 매입"), cell("- 용역 완료")],
            vec![cell("2024년"), cell("- 착공"), cell("")],
        ]),
        Line("□ 연차별 투자계획"),
        Line("(단위 : 백만원)"),
        Table(vec![
            vec![cell("구분").down(2), cell("계").down(2), cell("2023").over(2), cell("2024").over(2)],
            vec![cell("계획"), cell("확보"), cell("계획"), cell("확보")],
            vec![cell("계"), cell("900"), cell("400"), cell("400"), cell("500"), cell("500")],
            vec![cell("국비"), cell("500"), cell("200"), cell("200"), cell("300"), cell("300")],
            vec![cell("시비"), cell("400"), cell("200"), cell("200"), cell("200"), cell("200")],
        ]),
        Line("□ 추진실적"),
        Line(" - 2023. 3. 2. 기본계획 수립 용역 착수"),
        Line(" - 2023. 9. 15. 주민설명회 개최(나래동)"),
        Line("□ 향후 추진계획"),
        Line(" - 2025. 12. 준공 및 개관"),
    ]
}

/// The parts of a record that do not depend on the file it came from.
fn content(bytes: &[u8], name: &str) -> (String, Value) {
    let converted = convert_bytes(bytes, &Settings { path: name.to_owned(), ..Settings::default() });
    assert_eq!(converted.records.len(), 1, "{name}");
    let mut record = serde_json::to_value(&converted.records[0]).unwrap();
    let format = record["source"]["format"].as_str().unwrap_or_default().to_owned();
    let object = record.as_object_mut().unwrap();
    let errors: Vec<Value> = object["errors"].as_array().unwrap().iter().map(|e| e["name"].clone()).collect();
    for key in ["record_id", "source", "confidence", "sections", "coverage", "errors", "status"] {
        object.remove(key);
    }
    object.insert("issues".to_owned(), Value::Array(errors));
    (format, record)
}

#[test]
fn the_same_card_in_every_format_gives_the_same_record() {
    let card = card();
    let (_, expected) = content(&hwpx::write(&card), "2-3.hwpx");
    let schedule = &expected["schedule"];
    assert_eq!(schedule["marks_preserved"], true, "{schedule}");
    assert_eq!(schedule["tasks"][0]["spans"][0]["edtf"], "2023-40/2023-41", "{schedule}");
    assert_eq!(schedule["tasks"][1]["spans"][0]["edtf"], "2024-40", "{schedule}");
    assert_eq!(expected["investment"]["cells"].as_array().map(Vec::len), Some(15));
    assert_eq!(expected["annual_targets"][0]["targets"], serde_json::json!(["기본계획 수립", "부지 매입"]));
    assert_eq!(expected["pledge"]["state"], "on_track");
    assert_eq!(expected["pledge"]["contacts"][0]["name"], "김하나");
    for (bytes, name) in [(hwp5::write(&card), "2-3.hwp"), (docx::write(&card), "2-3.docx"), (html::write(&card), "2-3.html")] {
        let (format, record) = content(&bytes, name);
        assert_eq!(format, name.rsplit('.').next().unwrap());
        for (key, value) in expected.as_object().unwrap() {
            assert_eq!(&record[key], value, "{name}: {key}");
        }
    }
}

#[test]
fn text_of_the_same_card_loses_the_bars_and_nothing_else() {
    let card = card();
    let (_, expected) = content(&hwpx::write(&card), "2-3.hwpx");
    let (_, record) = content(&text::write(&card), "2-3.txt");
    assert_eq!(record["schedule"]["marks_preserved"], false);
    assert!(record["issues"].as_array().unwrap().contains(&"marks-lost".into()));
    for key in expected.as_object().unwrap().keys().filter(|k| !matches!(k.as_str(), "schedule" | "issues")) {
        assert_eq!(record[key], expected[key], "{key}");
    }
}
