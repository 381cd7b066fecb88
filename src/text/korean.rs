//! Korean for messages: particles that fit the word before, numbers with thousands parted.

/// The word with 은 or 는, as its last syllable asks for.
pub fn topic(word: &str) -> String {
    let last = word.chars().next_back().unwrap_or(' ');
    let closed = match last {
        '가'..='힣' => !(last as u32 - '가' as u32).is_multiple_of(28),
        c => matches!(c, '0' | '1' | '3' | '6' | '7' | '8' | 'L' | 'M' | 'N' | 'R'),
    };
    format!("{word}{}", if closed { "은" } else { "는" })
}

/// 1234567.5 → `1,234,567.5`.
pub fn thousands(value: f64) -> String {
    let text = format!("{:.6}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction = fraction.trim_end_matches('0');
    let mut out = String::with_capacity(text.len() + text.len() / 3);
    if value < 0.0 {
        out.push('-');
    }
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particles_and_thousands() {
        assert_eq!((topic("이행률").as_str(), topic("총사업비").as_str(), topic("합").as_str()), ("이행률은", "총사업비는", "합은"));
        assert_eq!(
            (thousands(1_234_567.5).as_str(), thousands(-1_200.0).as_str(), thousands(0.3).as_str()),
            ("1,234,567.5", "-1,200", "0.3")
        );
    }
}
