//! `IN`.

use crate::diag::{Code, Severity};

declare_codes! {
    /// file-unreadable.
    FILE_UNREADABLE = "IN001", "file-unreadable", Error {
        "file-unreadable", "file-unreadable", "", ""
    }
    /// file-empty.
    FILE_EMPTY = "IN002", "file-empty", Error {
        "file-empty", "file-empty", "", ""
    }
    /// file-too-large.
    FILE_TOO_LARGE = "IN003", "file-too-large", Error {
        "file-too-large", "file-too-large", "", ""
    }
}
