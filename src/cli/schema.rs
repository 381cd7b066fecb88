//! `bogoseo schema`: the JSON Schemas of the output files.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, print, say};
use crate::sinks::schema::{NAMES, schema_text};

/// Print the JSON Schema of an output file / 출력 파일의 JSON 스키마
///
/// Schemas are JSON Schema 2020-12; each field carries its Korean term as `title`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// record, evidence, manifest, issue, run or correction / 스키마 이름
    #[arg(value_name = "NAME", default_value = "record")]
    name: String,

    /// Write all schemas into a folder
    #[arg(long, value_name = "DIR", hide = true)]
    write: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples / 사용 예:
  bogoseo schema > record.schema.json
  bogoseo schema manifest";

/// Runs the verb.
pub(super) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    if let Some(folder) = &arguments.write {
        let failed = |e: std::io::Error| Failure::Output(format!("cannot write schemas: {e}"));
        std::fs::create_dir_all(folder).map_err(failed)?;
        for (name, _) in NAMES {
            let text = schema_text(name).unwrap_or_default();
            let path = folder.join(format!("{name}.schema.json"));
            std::fs::write(&path, text).map_err(failed)?;
            say(&path.to_string_lossy());
        }
        return Ok(0);
    }
    match schema_text(&arguments.name) {
        Some(text) => print(text.as_bytes()).map(|()| 0),
        None => {
            let names: Vec<_> = NAMES.iter().map(|(n, of)| format!("  {n:<12}{of}")).collect();
            Err(Failure::Usage(format!("there is no schema '{}'; the schemas are\n{}", arguments.name, names.join("\n"))))
        }
    }
}
