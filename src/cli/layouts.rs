//! The layout profiles of a run: the built-in ones, those of `--profile`, and those in a `profiles` folder beside or in the
//! input.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::{Failure, paint};
use crate::sections::Profiles;

/// Options that choose layout profiles.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct ProfileChoice {
    /// Layout profiles (TOML) of your own / 사용자 서식 파일 [default: profiles/*.toml beside or in the input]
    #[arg(long = "profile", value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// Name of the folder beside an input whose profiles are used.
const FOLDER: &str = "profiles";
/// Largest profile that is read, in bytes.
const MAX_BYTES: u64 = 1 << 20;

impl ProfileChoice {
    /// Reads the profiles of a run over these inputs.
    pub(super) fn load<'p>(&self, inputs: impl Iterator<Item = &'p Path>) -> Result<Arc<Profiles>, Failure> {
        let files = self.sources(inputs)?;
        if files.is_empty() { Ok(Profiles::built_in()) } else { with(&files) }
    }

    /// Name and text of each profile file, in the order of their names.
    fn sources<'p>(&self, inputs: impl Iterator<Item = &'p Path>) -> Result<Vec<(String, String)>, Failure> {
        let mut paths = self.files.clone();
        for input in inputs {
            let beside = input.parent().map(|p| if p.as_os_str().is_empty() { Path::new(".") } else { p });
            for folder in beside.into_iter().chain(input.is_dir().then_some(input)) {
                let Ok(entries) = std::fs::read_dir(folder.join(FOLDER)) else { continue };
                let found = entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "toml"));
                let mut found: Vec<PathBuf> = found.collect();
                found.sort();
                paths.extend(found);
            }
        }
        let mut seen = std::collections::HashSet::new();
        paths.retain(|p| seen.insert(std::fs::canonicalize(p).unwrap_or_else(|_| p.clone())));
        texts(&paths)
    }
}

/// The built-in profiles and those of the user.
pub(super) fn with(files: &[(String, String)]) -> Result<Arc<Profiles>, Failure> {
    Profiles::with(files).map(Arc::new).map_err(|bad| {
        Failure::Usage(format!(
            "this layout profile cannot be used (서식 파일을 쓸 수 없습니다):\n{bad}\nbogoseo profile lint FILE shows all (전체 점검: bogoseo profile lint)"
        ))
    })
}

/// Name and text of profile files.
pub(super) fn texts(paths: &[PathBuf]) -> Result<Vec<(String, String)>, Failure> {
    paths.iter().map(|path| Ok((paint::plain(&path.to_string_lossy()), read(path)?))).collect()
}

/// The text of a profile file.
fn read(path: &Path) -> Result<String, Failure> {
    let shown = paint::plain(&path.to_string_lossy());
    let refused = |why: String, why_ko: &str| {
        Failure::Usage(format!("cannot read the profile {shown}: {why} (서식 파일을 읽을 수 없습니다: {why_ko})"))
    };
    let metadata = std::fs::metadata(path).map_err(|e| refused(e.to_string(), super::reason_ko(&e)))?;
    if !metadata.is_file() || metadata.len() > MAX_BYTES {
        return Err(refused(format!("no file of at most {MAX_BYTES} bytes"), "1 MB 이하의 파일이 아닙니다"));
    }
    let bytes = std::fs::read(path).map_err(|e| refused(e.to_string(), super::reason_ko(&e)))?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    String::from_utf8(bytes.to_vec()).map_err(|_| refused("it is not UTF-8; save it as UTF-8".to_owned(), "UTF-8로 저장해야 합니다"))
}
