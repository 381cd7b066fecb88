//! PDF: one page, in a font that every reader knows.

/// A PDF of one page with these lines of Korean text (x, y from the lower left, text).
pub fn write(lines: &[(u32, u32, &str)]) -> Vec<u8> {
    let mut content = String::new();
    for (x, y, text) in lines {
        let hex: String = encoding_rs::EUC_KR.encode(text).0.iter().map(|b| format!("{b:02X}")).collect();
        content += &format!("BT /K 10 Tf {x} {y} Td <{hex}> Tj ET\n");
    }
    page(&content)
}

/// A PDF of one page with this content.
pub fn page(content: &str) -> Vec<u8> {
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
    document(&objects)
}

/// A PDF of these objects, numbered from 1; the first one is the catalogue.
pub fn document(objects: &[String]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (i, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", i + 1).bytes());
    }
    let start = out.len();
    out.extend(format!("{table}trailer << /Root 1 0 R /Size {} >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1).bytes());
    out
}
