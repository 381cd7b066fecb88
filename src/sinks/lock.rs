//! One run at a time for an output folder.
//!
//! The lock is the operating system's, on a file: a process that died holds none, however it died. The file stays, empty between
//! runs; while one runs, it holds its process id for the message of the next.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use super::earlier::OWN;
use super::folder::WriteError;

const LOCK: &str = "lock";
/// Digits of a process id, and some more.
const MOST_DIGITS: u64 = 32;

/// An output folder that no other run writes to.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

/// Why there is no lock.
#[derive(Debug)]
pub enum Refused {
    /// Another run holds it: its process id, where it can be told.
    Held(Option<u32>),
    /// The lock file cannot be made.
    Failed(WriteError),
}

impl Lock {
    /// Takes the lock of an output folder, which is made if need be.
    ///
    /// # Errors
    /// Another run holds it, or the file cannot be made.
    pub fn take(folder: &Path) -> Result<Self, Refused> {
        let own = folder.join(OWN);
        let path = own.join(LOCK);
        let failed = |error| Refused::Failed(WriteError { path: path.clone(), error });
        fs::create_dir_all(&own).map_err(failed)?;
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                // Where a locked file cannot be read, nobody is named.
                let _ = file.take(MOST_DIGITS).read_to_string(&mut text);
                return Err(Refused::Held(text.trim().parse().ok()));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let written = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{}", std::process::id()));
        written.map_err(failed)?;
        Ok(Self { file })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Only the message of another run would need what it holds.
        let _ = self.file.set_len(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_locked_once_and_named_by_process() {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("out");
        let first = Lock::take(&out).unwrap();
        assert!(matches!(Lock::take(&out), Err(Refused::Held(Some(id))) if id == std::process::id()));
        drop(first);
        assert_eq!(fs::read(out.join(OWN).join(LOCK)).unwrap(), b"");
        // What a killed process left in the file holds nothing.
        fs::write(out.join(OWN).join(LOCK), "1\n").unwrap();
        Lock::take(&out).unwrap();
    }
}
