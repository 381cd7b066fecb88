//! `DE`.

use crate::diag::{Code, Severity};

declare_codes! {
    /// encoding-uncertain.
    ENCODING_UNCERTAIN = "DE001", "encoding-uncertain", Warning {
        "encoding-uncertain", "encoding-uncertain", "", ""
    }
    /// text-damaged.
    TEXT_DAMAGED = "DE002", "text-damaged", Warning {
        "text-damaged", "text-damaged", "", ""
    }
    /// not-a-report.
    NOT_A_REPORT = "DE003", "not-a-report", Error {
        "not-a-report", "not-a-report", "", ""
    }
    /// file-encrypted.
    FILE_ENCRYPTED = "DE010", "file-encrypted", Error {
        "file-encrypted", "file-encrypted", "", ""
    }
}
