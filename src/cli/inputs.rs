//! Which files a run reads: arguments and folders in, an ordered list of inputs out.
//!
//! Every file under a folder gets an entry, whether it will be read or not, so that nothing is lost in silence. Promises:
//! - Inputs are in byte order of their path in the output, and no two share a path.
//! - The output folder, wherever it lies, gives no entry.
//! - Nothing is opened here but ZIP archives, whose members are inputs ([`archive`]); FIFOs and devices are known by their type
//!   and never will be.
//! - Each folder is read once, however many links lead to it.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use walkdir::{DirEntry, WalkDir};

use super::Failure;
use super::archive::{self, Member, Opened};
use crate::diag::Diagnostic;
use crate::sinks::journal::Stamp;
use crate::source::display_path;

/// A file that is not read, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Skip {
    LockFile,
    Hidden,
    Image,
    Media,
    Font,
    Program,
    SpecialFile,
    LinkLoop,
    AlreadyRead,
    Unpacked,
    InnerArchive,
    Stopped,
}

impl Skip {
    /// The word in the manifest.
    pub(super) fn word(self) -> &'static str {
        match self {
            Skip::LockFile => "lock-file",
            Skip::Hidden => "hidden",
            Skip::Image => "image",
            Skip::Media => "audio-video",
            Skip::Font => "font",
            Skip::Program => "program-or-data",
            Skip::SpecialFile => "special-file",
            Skip::LinkLoop => "link-loop",
            Skip::AlreadyRead => "already-read",
            Skip::Unpacked => "unpacked",
            Skip::InnerArchive => "archive-in-archive",
            Skip::Stopped => "stopped",
        }
    }

    /// The reason in Korean.
    pub(super) fn korean(self) -> &'static str {
        match self {
            Skip::LockFile => "문서를 열 때 생기는 잠금 파일입니다",
            Skip::Hidden => "숨김 파일입니다",
            Skip::Image => "그림 파일입니다",
            Skip::Media => "소리·영상 파일입니다",
            Skip::Font => "글꼴 파일입니다",
            Skip::Program => "문서가 아닌 프로그램·자료 파일입니다",
            Skip::SpecialFile => "일반 파일이 아닙니다(장치, 파이프 등)",
            Skip::LinkLoop => "자기 상위 폴더로 돌아가는 링크입니다",
            Skip::AlreadyRead => "다른 경로로 이미 읽은 폴더입니다",
            Skip::Unpacked => "압축 파일이며 안에 든 파일을 하나씩 따로 실었습니다",
            Skip::InnerArchive => "압축 파일 안의 압축 파일은 풀지 않습니다",
            Skip::Stopped => "--fail-fast에 따라 앞선 실패에서 멈춰 읽지 않았습니다",
        }
    }
}

/// What is to be done with an input.
#[derive(Clone, Debug)]
pub(super) enum Action {
    /// Read this file.
    Read(PathBuf),
    /// Read a member of an archive.
    Member(Arc<Member>),
    /// Read standard input.
    Stdin,
    /// Read nothing.
    Skip(Skip),
    /// Nothing can be read; the reason of the operating system.
    Unreadable(String),
    /// Nothing is read: the budget for archives is over.
    Refused(Box<Diagnostic>),
}

/// One file, or what stands in its place.
#[derive(Clone, Debug)]
pub(super) struct Input {
    /// Path in the output.
    pub(super) path: Arc<str>,
    /// What to do.
    pub(super) action: Action,
    /// Size, where it is known.
    pub(super) bytes: Option<u64>,
    /// Size and time of the file that is read, where they are known.
    pub(super) stamp: Option<Stamp>,
}

/// What the user asked for.
#[derive(Debug)]
pub(super) struct Request<'a> {
    /// Files, folders, `-`.
    pub(super) paths: &'a [PathBuf],
    /// A list of more of them.
    pub(super) files_from: Option<&'a Path>,
    /// The output folder.
    pub(super) out: Option<&'a Path>,
    /// Largest file that is read.
    pub(super) max_bytes: u64,
}

/// The name of standard input, as an argument and in the output.
pub(super) const STDIN: &str = "-";

/// Finds the inputs.
pub(super) fn collect(request: &Request<'_>) -> Result<Vec<Input>, Failure> {
    let listed = match request.files_from {
        Some(list) => read_list(list)?,
        None => Vec::new(),
    };
    let out = request.out.and_then(|out| fs::canonicalize(out).ok());
    let mut walk = Walk { out, max_bytes: request.max_bytes, inputs: Vec::new(), folders: HashSet::new(), links: Vec::new() };
    let arguments = distinct(&expanded(request.paths));
    let labels = labels(&arguments, arguments.len() + listed.len() > 1);
    for (path, label) in arguments.iter().zip(labels) {
        if path.as_os_str() == STDIN {
            walk.push(STDIN.to_owned(), Action::Stdin, None);
            continue;
        }
        let metadata = fs::metadata(path).map_err(|e| {
            let shown = super::paint::plain(&path.to_string_lossy());
            if shown.contains(['*', '?']) && e.kind() == io::ErrorKind::NotFound {
                return Failure::Usage(format!("no file matches {shown} (이 이름에 맞는 파일이 없습니다)"));
            }
            Failure::Usage(format!("cannot read {shown}: {e} ({})", super::reason_ko(&e)))
        })?;
        walk.argument(path, label, &metadata)?;
    }
    for path in distinct(&listed) {
        let label = as_given(&path);
        match fs::metadata(&path) {
            Ok(metadata) => walk.argument(&path, label, &metadata)?,
            Err(error) => walk.push(label, Action::Unreadable(error.to_string()), None),
        }
    }
    walk.follow_links();
    Ok(in_order(walk.inputs))
}

/// The arguments, with patterns that no shell has expanded: where a file has the name of a pattern, it is meant itself.
fn expanded(paths: &[PathBuf]) -> Vec<PathBuf> {
    let options = glob::MatchOptions { case_sensitive: !cfg!(windows), require_literal_separator: true, require_literal_leading_dot: true };
    let mut out = Vec::with_capacity(paths.len());
    for path in paths {
        let pattern = path.to_str().filter(|text| text.contains(['*', '?', '[']) && fs::symlink_metadata(path).is_err());
        let found: Vec<PathBuf> = match pattern.map(|p| glob::glob_with(p, options)) {
            Some(Ok(found)) => found.flatten().collect(),
            _ => Vec::new(),
        };
        if found.is_empty() {
            out.push(path.clone());
        } else {
            out.extend(found);
        }
    }
    out
}

/// Sorts by path, and gives equal paths of different files an ordinal.
fn in_order(mut inputs: Vec<Input>) -> Vec<Input> {
    // Stable, so that equal paths keep the order of the arguments.
    inputs.sort_by(|a, b| a.path.as_bytes().cmp(b.path.as_bytes()));
    let mut taken: HashSet<Arc<str>> = HashSet::with_capacity(inputs.len());
    let mut renamed = false;
    for input in &mut inputs {
        let mut ordinal = 1;
        let mut path = Arc::clone(&input.path);
        while taken.contains(&path) {
            ordinal += 1;
            renamed = true;
            path = Arc::from(format!("{}~{ordinal}", input.path));
        }
        input.path = Arc::clone(&path);
        taken.insert(path);
    }
    if renamed {
        inputs.sort_by(|a, b| a.path.as_bytes().cmp(b.path.as_bytes()));
    }
    inputs
}

/// Paths without those that name the same file or folder again.
fn distinct(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut seen = HashSet::new();
    let mut out = Vec::new();
    for path in paths {
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        if seen.insert(real) {
            out.push(path.clone());
        }
    }
    out
}

/// What the paths of an argument's files start with: nothing for a folder that is the only argument, its own name
/// otherwise, with as many parents as it takes to tell two arguments of one name apart.
fn labels(arguments: &[PathBuf], several: bool) -> Vec<String> {
    let real: Vec<PathBuf> = arguments
        .iter()
        .map(|a| std::path::absolute(a).unwrap_or_else(|_| a.clone()))
        .map(|a| match a.file_name() {
            Some(_) => a,
            None => fs::canonicalize(&a).unwrap_or(a),
        })
        .collect();
    let label = |path: &Path, parts: usize| {
        let all: Vec<_> = path.components().filter(|c| matches!(c, Component::Normal(_))).collect();
        let start = all.len().saturating_sub(parts);
        all[start..].iter().map(|c| display_path(Path::new(c.as_os_str()))).collect::<Vec<_>>().join("/")
    };
    real.iter()
        .enumerate()
        .map(|(i, path)| {
            if !several && path.is_dir() {
                return String::new();
            }
            let depth = path.components().count();
            let unique = (1..depth).find(|&parts| {
                let own = label(path, parts);
                !real.iter().enumerate().any(|(j, other)| j != i && label(other, parts) == own)
            });
            label(path, unique.unwrap_or(depth))
        })
        .collect()
}

/// A path as the user wrote it, without what does not name anything (`./`, the root).
fn as_given(path: &Path) -> String {
    let parts = path.components().filter_map(|c| match c {
        Component::Normal(name) => Some(display_path(Path::new(name))),
        Component::ParentDir => Some("..".to_owned()),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// The paths of a list file: one a line, or separated by NUL where the list has any.
fn read_list(list: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut bytes = Vec::new();
    let read = if list.as_os_str() == STDIN {
        io::stdin().lock().read_to_end(&mut bytes)
    } else {
        fs::File::open(list).and_then(|mut f| f.read_to_end(&mut bytes))
    };
    if let Err(error) = read {
        let shown = super::paint::plain(&list.to_string_lossy());
        return Err(Failure::Usage(format!("cannot read the list {shown}: {error} ({})", super::reason_ko(&error))));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let separator = if bytes.contains(&0) { 0 } else { b'\n' };
    let lines = bytes.split(|&b| b == separator);
    let lines = lines.map(|l| if separator == 0 { l } else { l.strip_suffix(b"\r").unwrap_or(l) });
    Ok(lines.filter(|l| !l.is_empty()).map(path_of).collect())
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

struct Walk {
    /// The output folder, resolved.
    out: Option<PathBuf>,
    max_bytes: u64,
    inputs: Vec<Input>,
    /// Folders that were read, resolved.
    folders: HashSet<PathBuf>,
    /// Links to folders, with their path in the output; followed when all that lies under real folders is known.
    links: Vec<(PathBuf, String)>,
}

impl Walk {
    /// Something that is not read.
    fn push(&mut self, path: String, action: Action, bytes: Option<u64>) {
        self.inputs.push(Input { path: Arc::from(path), action, bytes, stamp: None });
    }

    /// A file to be read.
    fn file(&mut self, path: String, file: &Path, metadata: Option<&fs::Metadata>) {
        if archive::is_named(file) && self.archive(&path, file, metadata) {
            return;
        }
        let bytes = metadata.map(fs::Metadata::len);
        let action = Action::Read(file.to_owned());
        self.inputs.push(Input { path: Arc::from(path), action, bytes, stamp: metadata.and_then(stamp) });
    }

    /// What a ZIP archive holds; whether the file is one.
    fn archive(&mut self, path: &str, file: &Path, metadata: Option<&fs::Metadata>) -> bool {
        let bytes = metadata.map(fs::Metadata::len);
        let members = match archive::open(file, self.max_bytes) {
            Opened::Other => return false,
            Opened::Refused(diagnostic) => {
                self.push(path.to_owned(), Action::Refused(diagnostic), bytes);
                return true;
            }
            Opened::Members(members) => members,
        };
        let stamp = metadata.and_then(stamp);
        self.push(path.to_owned(), Action::Skip(Skip::Unpacked), bytes);
        for member in members {
            let bytes = member.declared_bytes();
            let name = member.name().to_owned();
            let skip = skipped(Path::new(&name)).or_else(|| archive::is_archive(Path::new(&name)).then_some(Skip::InnerArchive));
            let path = Arc::from(format!("{path}{}{name}", archive::WITHIN));
            let input = match skip {
                Some(skip) => Input { path, action: Action::Skip(skip), bytes, stamp: None },
                None => Input { path, action: Action::Member(Arc::new(member)), bytes, stamp },
            };
            self.inputs.push(input);
        }
        true
    }

    /// A file or folder that the user named. A named file is read whatever its name.
    fn argument(&mut self, path: &Path, label: String, metadata: &fs::Metadata) -> Result<(), Failure> {
        if metadata.is_dir() {
            if self.is_out(path) {
                return Err(Failure::Usage("the output folder cannot be its own input (결과 폴더를 입력으로 쓸 수 없습니다)".to_owned()));
            }
            self.folder(path, &label);
        } else if metadata.is_file() {
            let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
            if self.out.as_ref().is_some_and(|out| real.starts_with(out)) {
                let shown = super::paint::plain(&path.to_string_lossy());
                return Err(Failure::Usage(format!("{shown} lies in the output folder (결과 폴더 안의 파일은 입력으로 쓸 수 없습니다)")));
            }
            self.file(label, path, Some(metadata));
        } else {
            self.push(label, Action::Skip(Skip::SpecialFile), None);
        }
        Ok(())
    }

    fn is_out(&self, folder: &Path) -> bool {
        self.out.is_some() && fs::canonicalize(folder).ok() == self.out
    }

    /// All that lies under a folder, links to folders put off.
    fn folder(&mut self, root: &Path, label: &str) {
        let under = |path: &Path| {
            let relative = path.strip_prefix(root).unwrap_or(path);
            let parts = relative.components().map(|c| display_path(Path::new(c.as_os_str())));
            let label = Some(label.to_owned()).filter(|l| !l.is_empty());
            label.into_iter().chain(parts).collect::<Vec<_>>().join("/")
        };
        let out_name = self.out.as_ref().and_then(|o| o.file_name()).map(OsStr::to_owned);
        let out = self.out.clone();
        // Comparing names first leaves one resolution of a path for the whole walk.
        let is_out = move |e: &DirEntry| out_name.as_deref() == Some(e.file_name()) && fs::canonicalize(e.path()).ok() == out;
        let mut entries = WalkDir::new(root).sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let path = error.path().map(under).unwrap_or_default();
                    let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    self.push(path, Action::Unreadable(reason), None);
                    continue;
                }
            };
            let kind = entry.file_type();
            if kind.is_dir() {
                if is_out(&entry) {
                    entries.skip_current_dir();
                    continue;
                }
                let real = fs::canonicalize(entry.path()).unwrap_or_else(|_| entry.path().to_owned());
                if !self.folders.insert(real) {
                    entries.skip_current_dir();
                    self.push(under(entry.path()), Action::Skip(Skip::AlreadyRead), None);
                }
                continue;
            }
            let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
            let path = under(entry.path());
            let kept = |skip| Action::Skip(skip);
            if let Some(skip) = skipped(relative) {
                let bytes = entry.metadata().ok().filter(fs::Metadata::is_file).map(|m| m.len());
                self.push(path, kept(skip), bytes);
            } else if kind.is_symlink() {
                match fs::metadata(entry.path()) {
                    Ok(target) if target.is_dir() => self.links.push((entry.path().to_owned(), path)),
                    Ok(target) if target.is_file() => {
                        self.file(path, entry.path(), Some(&target));
                    }
                    Ok(_) => self.push(path, kept(Skip::SpecialFile), None),
                    Err(error) if is_loop(&error) => self.push(path, kept(Skip::LinkLoop), None),
                    Err(error) => self.push(path, Action::Unreadable(error.to_string()), None),
                }
            } else if kind.is_file() {
                self.file(path, entry.path(), entry.metadata().ok().as_ref());
            } else {
                self.push(path, kept(Skip::SpecialFile), None);
            }
        }
    }

    /// Reads the folders that links lead to, each once.
    fn follow_links(&mut self) {
        while let Some((link, path)) = self.links.pop() {
            if self.is_out(&link) {
                continue;
            }
            let Ok(real) = fs::canonicalize(&link) else {
                self.push(path, Action::Skip(Skip::LinkLoop), None);
                continue;
            };
            let above = link.parent().and_then(|p| fs::canonicalize(p).ok());
            if above.is_some_and(|above| above.starts_with(&real)) {
                self.push(path, Action::Skip(Skip::LinkLoop), None);
            } else if self.folders.contains(&real) {
                self.push(path, Action::Skip(Skip::AlreadyRead), None);
            } else {
                self.folder(&real, &path);
            }
        }
    }
}

/// By what a file is known to be as it was.
fn stamp(metadata: &fs::Metadata) -> Option<Stamp> {
    let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(Stamp { bytes: metadata.len(), modified: (modified.as_secs(), modified.subsec_nanos()) })
}

/// Whether the system gave up on a chain of links.
#[cfg(unix)]
fn is_loop(error: &io::Error) -> bool {
    /// `ELOOP` on Linux, and on macOS and the BSDs.
    const TOO_MANY_LINKS: [i32; 2] = [40, 62];
    error.raw_os_error().is_some_and(|code| TOO_MANY_LINKS.contains(&code))
}

/// Whether the system gave up on a chain of links.
#[cfg(not(unix))]
fn is_loop(_error: &io::Error) -> bool {
    false
}

/// Why a file found in a folder is not read, by its path alone; none for all that may be a document.
fn skipped(relative: &Path) -> Option<Skip> {
    let name = relative.file_name()?.to_string_lossy();
    if name.starts_with("~$") || name.starts_with(".~lock.") {
        return Some(Skip::LockFile);
    }
    let hidden = |part: Component<'_>| part.as_os_str().as_encoded_bytes().starts_with(b".");
    if relative.components().any(hidden)
        || matches!(&*name, "Thumbs.db" | "desktop.ini")
        || relative.components().any(|c| c.as_os_str() == "__MACOSX")
    {
        return Some(Skip::Hidden);
    }
    let extension = relative.extension()?.to_string_lossy().to_ascii_lowercase();
    Some(match extension.as_str() {
        "png" | "jpg" | "jpeg" | "jfif" | "gif" | "bmp" | "tif" | "tiff" | "webp" | "svg" | "heic" | "heif" | "ico" | "psd" | "ai"
        | "eps" | "wmf" | "emf" | "raw" | "dwg" | "dxf" => Skip::Image,
        "mp3" | "wav" | "m4a" | "aac" | "flac" | "ogg" | "wma" | "mp4" | "m4v" | "avi" | "mov" | "mkv" | "wmv" | "webm" | "mpg"
        | "mpeg" | "flv" => Skip::Media,
        "ttf" | "otf" | "ttc" | "woff" | "woff2" | "eot" => Skip::Font,
        "exe" | "dll" | "so" | "dylib" | "msi" | "app" | "com" | "bat" | "cmd" | "sh" | "ps1" | "vbs" | "js" | "mjs" | "ts" | "css"
        | "py" | "pyc" | "rb" | "pl" | "java" | "class" | "jar" | "c" | "h" | "cpp" | "rs" | "go" | "r" | "sql" | "json" | "jsonl"
        | "ndjson" | "geojson" | "yaml" | "yml" | "toml" | "ini" | "cfg" | "lnk" | "url" | "db" | "sqlite" | "parquet" | "shp" | "dbf"
        | "sav" | "dta" | "iso" | "dmg" | "bin" | "tmp" | "bak" | "partial" | "crdownload" | "part" => Skip::Program,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_is_no_document() {
        for (name, expected) in [
            ("7-1.txt", None),
            ("보고서.hwp", None),
            ("묶음.zip", None),
            ("이름없음", None),
            ("~$보고서.docx", Some(Skip::LockFile)),
            (".~lock.a.odt#", Some(Skip::LockFile)),
            (".DS_Store", Some(Skip::Hidden)),
            (".git/config", Some(Skip::Hidden)),
            ("사진/현장.JPG", Some(Skip::Image)),
            ("설정.json", Some(Skip::Program)),
            ("회의.mp4", Some(Skip::Media)),
        ] {
            assert_eq!(skipped(Path::new(name)), expected, "{name}");
        }
    }

    #[test]
    fn arguments_of_one_name_get_their_parents() {
        let paths = ["/a/x/r.txt", "/b/x/r.txt", "/b/x/s.txt"].map(PathBuf::from);
        assert_eq!(labels(&paths, true), ["a/x/r.txt", "b/x/r.txt", "s.txt"]);
    }

    #[test]
    fn equal_paths_get_an_ordinal() {
        let input = |path: &str| Input { path: Arc::from(path), action: Action::Stdin, bytes: None, stamp: None };
        let paths: Vec<_> = in_order(vec![input("b"), input("a"), input("b")]).into_iter().map(|i| i.path.to_string()).collect();
        assert_eq!(paths, ["a", "b", "b~2"]);
    }
}
