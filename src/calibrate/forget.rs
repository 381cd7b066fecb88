//! Layouts that nobody has seen, out of layouts that are known: the general profile with part of its names forgotten.
//!
//! A document whose headings and labels the program has met shows no more than that nothing was lost. Read with names left out,
//! by chance, the same document fares as one of a town whose words are new: some sections are told by their wording, some are
//! kept unread, and what is said of them is wrong now and then. Its gold stays what it was.

use std::sync::Arc;

use super::corrupt::Random;
use crate::sections::{Profiles, profile};

/// Share of the names, and of the words that wordings are told by, that a profile forgets; drawn anew for each profile between
/// these. The upper bound is about the share of names that independent layouts had and the program had not (a third).
const FORGOTTEN: [f64; 2] = [0.05, 0.45];

/// The general profile with part of its names forgotten. The same seed forgets the same names, whatever other names there are.
pub fn forgetful(seed: u64) -> Arc<Profiles> {
    let [least, most] = FORGOTTEN;
    let share = least + (most - least) * Random::of(seed, "forgetful").below(1_000) as f64 / 1_000.0;
    let (name, text) = profile::BUILT_IN[0];
    let text: String = text.lines().map(|line| forgetting(line, share, seed) + "\n").collect();
    Arc::new(Profiles::alone(name, &text).expect("a profile with fewer names is a profile"))
}

/// A line `key = ["name", …]` with fewer names, or with fewer alternatives `a|b` of its words; one is always left.
fn forgetting(line: &str, share: f64, seed: u64) -> String {
    let Some((key, list)) = line.strip_suffix(']').and_then(|l| l.split_once(" = [")).filter(|(key, _)| *key != "table_heads") else {
        return line.to_owned();
    };
    let entries = list.split(", ").map(|entry| entry.trim_matches('"'));
    let entries: Vec<String> = if key == "words" {
        entries.map(|words| fewer(words.split('|'), share, seed, key).join("|")).collect()
    } else {
        fewer(entries, share, seed, key).into_iter().map(str::to_owned).collect()
    };
    format!("{key} = [\"{}\"]", entries.join("\", \""))
}

/// Each word is drawn for itself, so that a word more in the profile leaves what is forgotten of the others.
fn fewer<'a>(words: impl Iterator<Item = &'a str>, share: f64, seed: u64, key: &str) -> Vec<&'a str> {
    let words: Vec<&str> = words.collect();
    let kept: Vec<&str> = words.iter().copied().filter(|word| !Random::of(seed, &format!("{key} {word}")).happens(share)).collect();
    if kept.is_empty() { vec![words[Random::of(seed, key).below(words.len())]] } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_names_are_forgotten_and_most_are_not() {
        let all = Profiles::built_in();
        for seed in 0..6 {
            let few = forgetful(seed);
            let names =
                ["사업목적", "최종목표", "사업개요", "추진실적", "향후계획", "투자계획", "집행실적", "확인지표", "공약실명제", "건의사항"];
            assert!(names.iter().all(|name| all.general().section(name).is_some()));
            let known = names.iter().filter(|name| few.general().section(name).is_some()).count();
            assert!(known >= 2, "seed {seed}: {known}");
        }
        assert!((0..6).any(|seed| forgetful(seed).general().section("추진실적").is_none()));
    }

    #[test]
    fn the_same_seed_forgets_the_same() {
        let line = "goal = [\"최종목표\", \"목표\", \"추진목표\", \"비전\"]";
        let of = |seed| forgetting(line, 0.5, seed);
        assert_eq!(of(7), of(7));
        assert!((0..20).any(|seed| of(seed) != line));
        let names = |list: &str| list.trim_end_matches(']').split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
        let more = "goal = [\"지향점\", \"최종목표\", \"목표\", \"추진목표\", \"비전\"]";
        for seed in 0..20 {
            let (few, of_more) = (names(&of(seed)), names(&forgetting(more, 0.5, seed)));
            assert!(few.len() == 1 || few.iter().all(|name| of_more.contains(name)), "seed {seed}");
        }
    }
}
