//! `IX`.

use crate::diag::{Code, Severity};

declare_codes! {
    /// file-timeout.
    FILE_TIMEOUT = "IX001", "file-timeout", Error {
        "file-timeout", "file-timeout", "", ""
    }
    /// file-memory.
    FILE_MEMORY = "IX002", "file-memory", Error {
        "file-memory", "file-memory", "", ""
    }
    /// file-crashed.
    FILE_CRASHED = "IX003", "file-crashed", Error {
        "file-crashed", "file-crashed", "", ""
    }
}
