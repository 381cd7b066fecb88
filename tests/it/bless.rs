//! Committed expectations: compared exactly, regenerated with `BOGOSEO_BLESS=1`, and never without a red run.

use std::path::Path;

use crate::corpus::is_ci;

/// Whether expectations are to be rewritten.
pub fn blessing() -> bool {
    std::env::var_os("BOGOSEO_BLESS").is_some_and(|v| !v.is_empty() && v != "0")
}

/// Compares `actual` with the file at `path`; none where they agree, else what differs. While blessing, the file is rewritten,
/// and the change is still reported, so that nobody commits a new expectation without having seen it.
pub fn compare(path: &Path, actual: &str) -> Option<String> {
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    if expected == actual {
        return None;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let (line, (was, is)) = (1..)
        .zip(expected.lines().map(Some).chain(std::iter::repeat(None)).zip(actual.lines().map(Some).chain(std::iter::repeat(None))))
        .find(|(_, (a, b))| a != b || a.is_none())
        .expect("an endless iterator ends at the first difference");
    let mut told = format!("{name} differs at line {line}:\n{}", first_difference(was.unwrap_or("<end>"), is.unwrap_or("<end>")));
    if blessing() {
        std::fs::write(path, actual).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        told.push_str("rewritten: read it before you commit it\n");
    } else {
        told.push_str("if this is right, run again with BOGOSEO_BLESS=1\n");
    }
    Some(told)
}

/// Characters shown on either side of a difference.
const AROUND: usize = 90;

fn first_difference(was: &str, is: &str) -> String {
    let common = was.chars().zip(is.chars()).take_while(|(a, b)| a == b).count();
    let cut = |s: &str| s.chars().skip(common.saturating_sub(AROUND)).take(2 * AROUND).collect::<String>();
    format!("  expected …{}\n  found    …{}\n", cut(was), cut(is))
}

#[test]
fn nothing_is_blessed_on_a_build_server() {
    assert!(!(is_ci() && blessing()), "BOGOSEO_BLESS is set while CI=true");
}

#[test]
fn a_difference_is_told_and_agreement_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.jsonl");
    std::fs::write(&path, "{\"a\":1}\n").unwrap();
    assert_eq!(compare(&path, "{\"a\":1}\n"), None);
    if !blessing() {
        assert!(compare(&path, "{\"a\":2}\n").unwrap().contains("line 1"));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "{\"a\":1}\n");
    }
}
