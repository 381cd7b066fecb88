//! Which record answers which gold record of the same file: by number, title and category first, then by order.

use std::collections::BTreeSet;

use serde_json::Value;

use super::facts::Likeness;

/// A record that is less alike answers nothing.
const LEAST_LIKENESS: f64 = 0.5;
/// Weight of the share of syllable pairs that two titles have in common.
const TITLE: f64 = 2.0;
/// Weight of an equal number.
const NUMBER: f64 = 0.6;
/// Weight of an equal category.
const CATEGORY: f64 = 0.5;
/// What a step between the places in the file costs: it decides between equals only.
const STEP: f64 = 1e-4;

/// What a record is known by.
struct Identity<'r> {
    title: BTreeSet<String>,
    number: &'r Value,
    category: Option<String>,
}

impl<'r> Identity<'r> {
    fn of(record: &'r Value) -> Self {
        let pledge = &record["pledge"];
        let form = |key: &str| pledge[key].as_str().map(|t| Likeness::Lenient.form(t));
        Self { title: bigrams(&form("title").unwrap_or_default()), number: &pledge["number"], category: form("category") }
    }

    fn likeness(&self, other: &Self) -> f64 {
        let common = self.title.intersection(&other.title).count() as f64;
        let overlap = common / self.title.union(&other.title).count().max(1) as f64;
        let number = !self.number.is_null() && self.number == other.number;
        let category = self.category.is_some() && self.category == other.category;
        TITLE * overlap + NUMBER * f64::from(u8::from(number)) + CATEGORY * f64::from(u8::from(category))
    }
}

/// Pairs of neighbouring characters; a text that has none stands for itself.
pub fn bigrams(text: &str) -> BTreeSet<String> {
    let chars: Vec<char> = text.chars().collect();
    let pairs: BTreeSet<String> = chars.windows(2).map(|w| w.iter().collect()).collect();
    if pairs.is_empty() { BTreeSet::from([text.to_owned()]) } else { pairs }
}

/// For each gold record the record that answers it, and the records that answer none.
pub fn pairs(gold: &[Value], records: &[&Value]) -> (Vec<Option<usize>>, Vec<usize>) {
    if gold.len() == 1 && records.len() == 1 {
        return (vec![Some(0)], Vec::new());
    }
    let wanted: Vec<Identity<'_>> = gold.iter().map(Identity::of).collect();
    let got: Vec<Identity<'_>> = records.iter().map(|r| Identity::of(r)).collect();
    let mut ranked: Vec<(f64, usize, usize)> = Vec::with_capacity(wanted.len() * got.len());
    for (i, g) in wanted.iter().enumerate() {
        for (j, r) in got.iter().enumerate() {
            ranked.push((g.likeness(r) - STEP * i.abs_diff(j) as f64, i, j));
        }
    }
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)).then(b.2.cmp(&a.2)));
    let (mut found, mut used) = (vec![None; gold.len()], BTreeSet::new());
    for (likeness, i, j) in ranked {
        if likeness > LEAST_LIKENESS && found[i].is_none() && used.insert(j) {
            found[i] = Some(j);
        }
    }
    let left = (0..records.len()).filter(|j| !used.contains(j)).collect();
    (found, left)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn title_and_number_decide_before_the_order() {
        let pledge = |number: &str, title: &str| json!({"pledge": {"number": number, "title": title}});
        let gold = [pledge("1-1", "누리동 도서관 건립"), pledge("1-2", "하늘천 산책로 정비")];
        let records = [pledge("1-2", "하늘천 산책로 정비사업"), pledge("1-1", "누리동 도서관 건립"), pledge("9", "전혀 다른 일")];
        let records: Vec<&Value> = records.iter().collect();
        assert_eq!(pairs(&gold, &records), (vec![Some(1), Some(0)], vec![2]));
    }

    #[test]
    fn the_only_record_answers_the_only_gold() {
        assert_eq!(pairs(&[json!({})], &[&json!({"pledge": null})]), (vec![Some(0)], vec![]));
    }
}
