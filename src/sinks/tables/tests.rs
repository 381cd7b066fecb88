use super::*;

#[test]
fn ordinals_are_places() {
    for (i, table) in TABLES.iter().enumerate() {
        assert_eq!(table.ordinal, i, "{}", table.name);
    }
}

#[test]
fn columns_are_named_once_and_have_korean_titles() {
    for table in TABLES.iter().copied().chain([&REVIEW]) {
        let mut names: Vec<_> = table.columns.iter().map(|c| c.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), table.columns.len(), "{}", table.name);
        for column in table.columns {
            let hangul = column.title.chars().any(|c| ('가'..='힣').contains(&c));
            assert!(hangul || column.title == "EDTF" || column.title == "SHA-256", "{}", column.name);
            let plain = |c: char| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit();
            assert!(column.name.chars().all(plain), "{}", column.name);
        }
    }
}

#[test]
fn every_table_of_records_starts_alike() {
    for table in TABLES.iter().filter(|t| t.name != "columns") {
        let first: Vec<_> = table.columns.iter().take(3).map(|c| c.name).collect();
        assert_eq!(first, ["record_id", "path", "confidence"], "{}", table.name);
    }
}

#[test]
fn columns_csv_lists_every_column() {
    let text = String::from_utf8(columns_csv()).unwrap();
    let columns: usize = TABLES.iter().map(|t| t.columns.len()).sum();
    assert_eq!(text.matches("\r\n").count(), 1 + columns + REVIEW.columns.len());
    assert!(text.starts_with("\u{feff}table,name,title,type,unit\r\n"));
    assert!(text.contains("projects,total_cost,총사업비,integer,KRW\r\n"));
}
