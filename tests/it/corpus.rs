//! Where the corpus is, and how its texts are converted.
//!
//! The corpus is no part of the project: `BOGOSEO_CORPUS` names its folder, else `../shared/corpus` beside the project is
//! taken. A test that needs it says loudly that it was skipped; on a build server (`CI=true`) its absence is a failure.

use std::path::{Path, PathBuf};

use bogoseo::record::Converted;
use bogoseo::{Settings, convert_bytes};
use rayon::prelude::*;
use serde_json::Value;

/// Whether this is a build server.
pub fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|v| v == "true" || v == "1")
}

/// The folder of the corpus, or none, said loudly. `who` is the test that goes without it.
pub fn folder(who: &str) -> Option<PathBuf> {
    let folder =
        std::env::var_os("BOGOSEO_CORPUS").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"), PathBuf::from);
    if folder.join("dev").is_dir() && folder.join("synthetic").is_dir() {
        return Some(folder);
    }
    assert!(!is_ci(), "{who}: no corpus at {}; set BOGOSEO_CORPUS", folder.display());
    eprintln!("\n!!! SKIPPED: {who}: no corpus at {}; set BOGOSEO_CORPUS to its folder !!!\n", folder.display());
    None
}

/// A text of the corpus with the gold records of its file and what the program makes of it.
pub struct Example {
    /// Name of the file.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Gold records, in the order of the file.
    pub gold: Vec<Value>,
    /// The program's result.
    pub converted: Converted,
}

/// The files of a folder's gold (`inputs` holds the files, `gold` the gold records) whose names end in one of `extensions`, in
/// the order of their names.
pub fn examples(inputs: &Path, gold: &Path, extensions: &[&str]) -> Vec<Example> {
    let mut paths: Vec<PathBuf> = gold.read_dir().expect("a folder of gold").map(|e| e.expect("a readable folder").path()).collect();
    paths.retain(|p| p.to_string_lossy().ends_with(".gold.json"));
    paths.sort();
    paths
        .par_iter()
        .filter_map(|path| {
            let gold: Value = serde_json::from_slice(&std::fs::read(path).expect("a readable file")).expect("gold is JSON");
            let gold = match gold {
                Value::Array(list) => list,
                one => vec![one],
            };
            let name = gold[0]["source"]["path"].as_str().expect("gold names its file").rsplit('/').next().unwrap_or_default().to_owned();
            if !extensions.contains(&name.rsplit('.').next().unwrap_or_default()) {
                return None;
            }
            let bytes = std::fs::read(inputs.join(&name)).unwrap_or_else(|e| panic!("{name}: {e}"));
            let converted = convert_bytes(&bytes, &Settings { path: name.clone(), ..Settings::default() });
            Some(Example { name, bytes, gold, converted })
        })
        .collect()
}

/// Both folders of text: (`dev`, its examples), (`synthetic`, its examples).
pub fn texts(folder: &Path) -> [(&'static str, Vec<Example>); 2] {
    [
        ("dev", examples(&folder.join("dev"), &folder.join("dev"), &["txt"])),
        ("synthetic", examples(&folder.join("synthetic"), &folder.join("synthetic/gold"), &["txt"])),
    ]
}

/// The invented reports of many layouts, which are part of the project.
pub fn layouts() -> Vec<Example> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/layouts");
    examples(&folder, &folder.join("gold"), &["txt", "hwpx", "docx", "html"])
}

/// The documents of word processors and the web pages.
pub fn containers(folder: &Path) -> Vec<Example> {
    examples(&folder.join("synthetic"), &folder.join("synthetic/gold"), &["hwp", "hwpx", "docx", "html", "pdf"])
}
