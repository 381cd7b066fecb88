//! A PDF, from its bytes to the record: values know their page and their place on it.

use bogoseo::pipeline::{Settings, convert_bytes};

/// A PDF whose only page is a picture.
pub fn picture() -> Vec<u8> {
    page("q 500 0 0 700 50 50 cm\nBI /W 1 /H 1 /CS /G /BPC 8 ID x EI\nQ\n")
}

/// A PDF of one page with these lines of Korean text (x, y from the lower left, text).
fn pdf(lines: &[(u32, u32, &str)]) -> Vec<u8> {
    let mut content = String::new();
    for (x, y, text) in lines {
        let hex: String = encoding_rs::EUC_KR.encode(text).0.iter().map(|b| format!("{b:02X}")).collect();
        content += &format!("BT /K 10 Tf {x} {y} Td <{hex}> Tj ET\n");
    }
    page(&content)
}

/// A PDF of one page with this content.
fn page(content: &str) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [6 0 R] /Count 1 /MediaBox [0 0 600 800] >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type0 /BaseFont /HYSMyeongJo-Medium /Encoding /KSCms-UHC-H /DescendantFonts [5 0 R] >>".to_owned(),
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HYSMyeongJo-Medium /DW 1000 /W [1 95 500]
            /CIDSystemInfo << /Registry (Adobe) /Ordering (Korea1) /Supplement 1 >> >>"
            .to_owned(),
        "<< /Type /Page /Parent 2 0 R /Contents 3 0 R /Resources << /Font << /K 4 0 R >> >> >>".to_owned(),
    ];
    let mut out = b"%PDF-1.4\n".to_vec();
    for (i, object) in objects.iter().enumerate() {
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", i + 1).bytes());
    }
    // Without a cross-reference table: readers rebuild it.
    out.extend(b"trailer << /Root 1 0 R >>\n%%EOF\n");
    out
}

#[test]
fn values_know_their_page_and_place() {
    let bytes = pdf(&[
        (60, 740, "2-4 나래구 빗물정원 조성"),
        (60, 700, "□ 사업개요"),
        (70, 680, "○ 사업기간 : 2023. 4. ~ 2025. 12."),
        (70, 660, "○ 총사업비 : 120억원"),
        (60, 620, "□ 추진실적"),
        (70, 600, "○ 2024. 3. : 실시설계 완료"),
    ]);
    let converted = convert_bytes(&bytes, &Settings::default());
    let [record] = &converted.records[..] else { panic!("{}", converted.records.len()) };
    assert!(record.errors.iter().all(|e| e.name != "file-unreadable"), "{:?}", record.errors);
    let evidence = &converted.evidence[0].evidence;
    let found = evidence.iter().find(|e| e.raw.iter().any(|r| r.contains("2023. 4.") && !r.contains("사업기간"))).unwrap();
    let span = &found.spans[0];
    assert_eq!(span.page, Some(1));
    let [x0, y0, x1, y1] = span.bbox.unwrap();
    // Behind its label, on the line whose baseline is 120 points from the top.
    assert!(x0 > 120 && x1 <= 600 && x0 < x1, "{x0} {x1}");
    assert!((108..120).contains(&y0) && (120..=124).contains(&y1), "{y0} {y1}");
}
