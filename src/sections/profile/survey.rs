//! What a profile says of one document: which of its headings and labels it claims, and which nobody does.

use serde::Serialize;

use super::ProfileFile;
use crate::sections::vocabulary::{self, LabelKey, Likeness, Role, Vocabulary};

/// A heading or label of a document and what it was taken for.
#[derive(Clone, Debug, Serialize, PartialEq)]
pub struct Claim {
    /// Line of the decoded text, from 1.
    pub line: usize,
    /// As printed.
    pub words: String,
    /// The section or field; `None` where nobody claims the words.
    #[serde(rename = "is")]
    pub meaning: Option<&'static str>,
    /// `name`, `misspelt` or `wording`; `None` where nobody claims the words.
    pub by: Option<&'static str>,
    /// Line of the profile that says so; `None` where a profile that it extends does.
    pub profile_line: Option<usize>,
    /// The section or field whose names are most alike, where nobody claims the words.
    pub guess: Option<&'static str>,
}

/// What a profile says of a document.
#[derive(Clone, Debug, Serialize, PartialEq)]
pub struct Survey {
    /// Headings, in order.
    pub headings: Vec<Claim>,
    /// Labels of the header cards, each once.
    pub labels: Vec<Claim>,
    /// Names of the profile that the document does not print.
    pub unused: Vec<String>,
}

/// Compares a document's headings and labels, each with its line, with what the profile calls them.
pub fn survey(names: &Vocabulary, own: Option<(&ProfileFile, &str)>, headings: &[(usize, String)], labels: &[(usize, String)]) -> Survey {
    let line_of = |at: usize| own.map(|(_, source)| source[..at.min(source.len())].matches('\n').count() + 1);
    let mut used: Vec<String> = Vec::new();
    let mut own_line = |words: &str, section: bool| {
        let (file, _) = own?;
        let key = vocabulary::heading_key(words);
        let bare = vocabulary::without_brackets(&key);
        let same = |name: &str| {
            let name = vocabulary::pattern_key(name);
            name == key || bare.as_deref() == Some(name.as_str()) || vocabulary::fits_pattern(&name, &key)
        };
        let found = if section {
            file.sections.iter().map(|(_, n)| n).find(|n| same(&n.text))
        } else {
            file.labels.iter().map(|(_, n)| n).find(|n| same(&n.text))
        }?;
        used.push(found.text.clone());
        line_of(found.at.start)
    };
    let headings: Vec<Claim> = headings
        .iter()
        .map(|(line, words)| {
            let found = names.section_like(words);
            Claim {
                line: *line,
                words: words.clone(),
                meaning: found.map(|(role, _)| role.name()),
                by: found.map(|(_, likeness)| by(likeness)),
                profile_line: own_line(words, true),
                guess: if found.is_none() { names.most_alike(words).map(Role::name) } else { None },
            }
        })
        .collect();
    let labels: Vec<Claim> = labels
        .iter()
        .map(|(line, words)| {
            let (keys, likeness) = names.label_like(words);
            let key = keys.first();
            Claim {
                line: *line,
                words: words.clone(),
                meaning: key.map(|k| k.name()),
                by: key.map(|_| by(likeness)),
                profile_line: own_line(words, false),
                guess: if key.is_none() { names.label_most_alike(words).map(LabelKey::name) } else { None },
            }
        })
        .collect();
    let names_of_file = own.into_iter().flat_map(|(f, _)| f.sections.iter().map(|(_, n)| n).chain(f.labels.iter().map(|(_, n)| n)));
    let unused = names_of_file.filter(|n| !used.contains(&n.text)).map(|n| n.text.clone()).collect();
    Survey { headings, labels, unused }
}

fn by(likeness: Likeness) -> &'static str {
    match likeness {
        Likeness::Exact => "name",
        Likeness::Misspelt => "misspelt",
        Likeness::Wording => "wording",
    }
}

/// Headings that a draft takes as evidence of the layout at most.
const EVIDENCE: usize = 4;

/// A first draft of a profile for a document: what the general profile does not know by name, each with a guess. What is only
/// guessed stands in comments, so that its author decides.
pub fn draft(name: &str, survey: &Survey) -> String {
    let mut out = String::new();
    let quoted = |words: &str| toml::Value::String(words.to_owned()).to_string();
    out.push_str(&format!(
        "name = {}\ntitle = \"\"            # 서식의 한글 이름 (what people call the layout)\nextends = [\"general\"]\n\n",
        quoted(name)
    ));
    out.push_str("# 이 서식의 문서라면 반드시 있는 제목이나 항목 (what every document of the layout prints)\n[evidence]\n");
    let mut evidence: Vec<&str> = Vec::new();
    let known = |c: &&Claim| c.by != Some("name");
    for claim in survey.headings.iter().filter(known).chain(&survey.headings).chain(&survey.labels) {
        let words = plain_words(&claim.words);
        if evidence.len() < EVIDENCE && !words.is_empty() && !evidence.contains(&words) && super::file::why_never(words).is_none() {
            evidence.push(words);
        }
    }
    let list: Vec<String> = evidence.iter().map(|w| quoted(w)).collect();
    out.push_str(&format!("all = [{}]\n\n", list.join(", ")));
    let mut table = |title: &str, comment: &str, claims: &[Claim]| {
        out.push_str(&format!("# {comment}\n[{title}]\n"));
        let mut sure: Vec<(&str, Vec<&str>)> = Vec::new();
        let mut open: Vec<(&str, Option<&str>)> = Vec::new();
        for claim in claims.iter().filter(|c| c.by != Some("name")) {
            let words = plain_words(&claim.words);
            if super::file::why_never(words).is_some() {
                continue;
            }
            match claim.meaning {
                Some(meaning) => match sure.iter_mut().find(|(m, _)| *m == meaning) {
                    Some((_, list)) if !list.contains(&words) => list.push(words),
                    Some(_) => {}
                    None => sure.push((meaning, vec![words])),
                },
                None if !open.iter().any(|(w, _)| *w == words) => open.push((words, claim.guess)),
                None => {}
            }
        }
        for (meaning, words) in sure {
            let list: Vec<String> = words.iter().map(|w| quoted(w)).collect();
            out.push_str(&format!("{meaning} = [{}]   # 낱말로 짐작함 (told by wording)\n", list.join(", ")));
        }
        for (words, guess) in open {
            let guess = guess.unwrap_or("?");
            out.push_str(&format!("# {guess} = [{}]   # 뜻을 모름: 맞으면 #을 지우세요 (unknown: uncomment if right)\n", quoted(words)));
        }
        out.push('\n');
    };
    table("sections", "일반 서식이 이름으로 알지 못하는 제목 (headings that the general profile does not know by name)", &survey.headings);
    table("labels", "머리 표에서 이름으로 알지 못하는 항목 (labels of the header likewise)", &survey.labels);
    while out.ends_with("\n\n") {
        out.pop();
    }
    out
}

/// Words without a bracket at their end, which may differ from report to report.
fn plain_words(words: &str) -> &str {
    let head = words.split(['(', '（', '[']).next().unwrap_or(words).trim();
    if head.is_empty() { words.trim() } else { head }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_has_no_fault_and_says_what_is_guessed() {
        let headings = [(3, "사업의 배경과 필요성".to_owned()), (9, "돌아보는 이야기".to_owned()), (12, "추진실적".to_owned())];
        let labels = [(1, "맡은 부서".to_owned())];
        let found = survey(Vocabulary::general(), None, &headings, &labels);
        assert_eq!(found.headings[0].meaning, Some("purpose"));
        assert_eq!(found.headings[1].meaning, None);
        assert_eq!(found.headings[2].by, Some("name"));
        let text = draft("gaon", &found);
        let (file, faults) = ProfileFile::parse(&text);
        assert_eq!(faults, [], "{text}");
        assert_eq!(file.sections.len(), 1);
        assert!(text.contains("# ? = [\"돌아보는 이야기\"]") || text.contains("= [\"돌아보는 이야기\"]   # 뜻을 모름"), "{text}");
    }
}
