//! The direction of dependencies: which module may use which. What is not in the table may not be used.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A module and what it may use of this crate, in the order of the stages. A module always may use itself.
const ALLOWED: &[(&str, &[&str])] = &[
    ("span", &[]),
    ("text", &["span"]),
    ("diag", &["span"]),
    ("limits", &["diag"]),
    // The shape of a record, shared by `fields`, `validate`, `score`, `record` and `sinks`.
    ("model", &["span", "diag"]),
    ("source", &["span", "diag", "limits"]),
    ("decode", &["source", "text", "span", "diag", "limits"]),
    ("normalize", &["model", "text", "span", "diag"]),
    ("layout", &["decode", "text", "span", "diag", "limits", "model"]),
    ("tables", &["layout", "decode", "text", "span", "diag", "limits", "model"]),
    ("outline", &["layout", "text", "span", "diag", "limits", "model"]),
    // `model`: the states that a layout profile names; `source`: the hash of a profile.
    ("sections", &["outline", "tables", "layout", "decode", "normalize", "source", "model", "text", "span", "diag"]),
    ("fields", &["sections", "tables", "outline", "layout", "normalize", "model", "text", "span", "diag"]),
    ("validate", &["fields", "sections", "tables", "layout", "normalize", "model", "text", "span", "diag"]),
    ("score", &["validate", "fields", "model", "span", "diag"]),
    // `source` and `decode`: identity of the file, and the map from the text that was read to the text that spans refer to.
    ("record", &["source", "decode", "sections", "tables", "fields", "normalize", "score", "model", "span", "diag"]),
    // What reviewers say, on its way back onto the cards.
    ("corrections", &["record", "fields", "sections", "layout", "model", "text", "span", "diag"]),
    ("sinks", &["corrections", "record", "model", "diag"]),
    (
        "pipeline",
        &[
            "corrections",
            "record",
            "score",
            "validate",
            "fields",
            "sections",
            "outline",
            "tables",
            "layout",
            "normalize",
            "decode",
            "source",
            "model",
            "limits",
            "text",
            "span",
            "diag",
        ],
    ),
    // Records as JSON against gold; knows no stage.
    ("eval", &[]),
    ("diff", &["eval"]),
    // The program that fits the confidences; behind a feature.
    ("calibrate", &["pipeline", "score", "model", "eval", "sections"]),
    // Runs the readers of containers in processes of their own; knows no field.
    ("worker", &["decode", "source", "diag", "limits"]),
    ("review", &["pipeline", "corrections", "source", "sinks", "record", "decode", "tables", "model", "limits", "text", "span", "diag"]),
    (
        "cli",
        &[
            "review",
            "corrections",
            "eval",
            "diff",
            "calibrate",
            "worker",
            "pipeline",
            "source",
            "decode",
            "limits",
            "sinks",
            "record",
            "model",
            "diag",
        ],
    ),
];

/// Single edges that offend the table for a reason: (module, used, file, reason).
const EXCEPTIONS: &[(&str, &str, &str, &str)] = &[
    // `inspect --stage` prints what any stage gives.
    ("cli", "span", "cli/inspect/stages.rs", "prints the tables' places"),
    ("cli", "layout", "cli/inspect/stages.rs", "prints the lines"),
    ("cli", "outline", "cli/inspect/stages.rs", "prints the points"),
    ("cli", "tables", "cli/inspect/stages.rs", "prints the tables"),
    ("cli", "sections", "cli/calibrate.rs", "hands the profiles to the fit"),
    ("cli", "sections", "cli/inspect/stages.rs", "prints the headings"),
    ("cli", "fields", "cli/inspect/stages.rs", "tells a list from cards"),
    ("cli", "normalize", "cli/inspect/stages.rs", "names the unit over a table"),
    ("cli", "normalize", "cli/convert.rs", "refuses `--jurisdiction` with a code that no place has"),
    ("cli", "sections", "cli/layouts.rs", "reads layout profiles"),
    ("cli", "sections", "cli/profile.rs", "checks and drafts layout profiles"),
    ("cli", "sections", "cli/convert.rs", "names the profiles of a run in the manifest"),
    // Which values are key values is said once, beside the formula that uses it.
    ("cli", "score", "cli/inspect/view.rs", "marks key values"),
    ("cli", "score", "cli/convert.rs", "the threshold of `--review-for` follows from the calibration"),
    ("cli", "score", "cli/calibrate.rs", "writes the parameters that it fitted"),
    ("cli", "score", "cli/eval.rs", "tells the key values that a record's confidence answers for"),
    ("sinks", "score", "sinks/review.rs", "puts key values first"),
    (
        "cli",
        "span",
        "cli/inspect/source.rs",
        "draws the source under spans: needs lines and columns of offsets, which only the index of `span` has",
    ),
    ("record", "text", "record/assemble.rs", "squashes blanks out of the category for `pledge_key`"),
    ("score", "sections", "score/evidence.rs", "asks which sections a record has"),
    ("score", "sections", "score/mod.rs", "tells the investment table from the execution table by its role"),
];

/// Modules of the crate's front: they only re-export or call.
const FRONTS: [&str; 2] = ["lib", "main"];

fn sources(folder: &Path, out: &mut Vec<std::path::PathBuf>) {
    let mut entries: Vec<_> = folder.read_dir().unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

/// Code of a file, without comments and without what stands after the first `#[cfg(test)]`.
fn code(source: &str) -> String {
    let before_tests = source.split("\n#[cfg(test)]").next().unwrap_or_default();
    before_tests.lines().filter(|l| !l.trim_start().starts_with("//")).flat_map(|l| [l, "\n"]).collect()
}

/// The modules of this crate that a file uses: `crate::x` and `use crate::{x, y}`.
fn used(code: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        let word = |s: &str| s.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
        match rest.strip_prefix('{') {
            // Names of depth one within the braces.
            Some(inner) => {
                let mut depth = 0;
                let mut piece = String::new();
                for c in inner.chars() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => {
                            out.insert(word(piece.trim()));
                            piece.clear();
                        }
                        _ if depth == 0 => piece.push(c),
                        _ => {}
                    }
                }
                out.insert(word(piece.trim()));
            }
            None => {
                out.insert(word(rest));
            }
        }
    }
    out.remove("");
    out
}

/// (module, used module) → files that use it.
fn edges() -> BTreeMap<(String, String), Vec<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut out: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for file in files {
        let inside = file.strip_prefix(&root).unwrap();
        let module = inside.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned();
        let name = inside.to_string_lossy().replace('\\', "/");
        let is_test = name.ends_with("/tests.rs");
        if FRONTS.contains(&module.as_str()) || is_test {
            continue;
        }
        for target in used(&code(&std::fs::read_to_string(&file).unwrap())) {
            // `crate::find`-like names are re-exports of the front, not modules.
            if target != module && ALLOWED.iter().any(|(m, _)| *m == target) {
                out.entry((module.clone(), target)).or_default().push(name.clone());
            }
        }
    }
    out
}

#[test]
fn modules_use_only_what_stands_above_them() {
    let mut told = String::new();
    for ((module, target), files) in edges() {
        let allowed = ALLOWED.iter().find(|(m, _)| *m == module).map(|(_, list)| list.contains(&target.as_str()));
        for file in files {
            let excused = EXCEPTIONS.iter().any(|(m, t, f, _)| *m == module && *t == target && *f == file);
            if allowed != Some(true) && !excused {
                told.push_str(&format!("{module} uses {target} in {file}\n"));
            }
        }
    }
    assert!(told.is_empty(), "edges that the table does not allow:\n{told}");
}

#[test]
fn every_module_is_in_the_table_and_exceptions_are_in_use() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in root.read_dir().unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().trim_end_matches(".rs").to_owned();
        assert!(
            FRONTS.contains(&name.as_str()) || name.ends_with(".md") || ALLOWED.iter().any(|(m, _)| *m == name),
            "{name} is in no row of the table"
        );
    }
    let edges = edges();
    for (module, target, file, _) in EXCEPTIONS {
        let files = edges.get(&((*module).to_owned(), (*target).to_owned()));
        assert!(files.is_some_and(|f| f.iter().any(|f| f == file)), "{module} uses {target} in {file} no longer: strike the exception");
    }
}

#[test]
fn the_table_has_no_cycle() {
    for (i, (module, uses)) in ALLOWED.iter().enumerate() {
        for target in *uses {
            let at = ALLOWED.iter().position(|(m, _)| m == target);
            assert!(at.is_some_and(|j| j < i), "{module} may use {target}, which stands below it");
        }
    }
}

#[test]
fn nothing_after_reading_opens_a_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    for file in files {
        let inside = file.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        // `worker` starts this program again and asks the system for its own memory; `review` serves its page.
        if ["source", "sinks", "worker", "review", "cli", "main"].iter().any(|m| inside.starts_with(m)) || inside.ends_with("/tests.rs") {
            continue;
        }
        // A compound file is opened in memory.
        let code = code(&std::fs::read_to_string(&file).unwrap()).replace("CompoundFile::open", "");
        for word in ["std::fs", "File::open", "std::net", "std::env::"] {
            assert!(!code.contains(word), "{inside} holds {word}");
        }
    }
}

#[test]
fn names_in_braces_are_seen() {
    assert_eq!(
        used("use crate::{span::{self, Range}, text};\nlet x = crate::diag::find(a); subcrate::y"),
        BTreeSet::from(["span", "text", "diag"].map(str::to_owned))
    );
}
