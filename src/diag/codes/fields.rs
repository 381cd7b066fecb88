//! `FI`.

use crate::diag::{Code, Severity};

declare_codes! {
    /// marks-lost.
    MARKS_LOST = "FI001", "marks-lost", Info {
        "marks-lost", "marks-lost", "", ""
    }
    /// value-unreadable.
    VALUE_UNREADABLE = "FI002", "value-unreadable", Warning {
        "value-unreadable", "value-unreadable", "", ""
    }
    /// jurisdiction-ambiguous.
    JURISDICTION_AMBIGUOUS = "FI003", "jurisdiction-ambiguous", Info {
        "jurisdiction-ambiguous", "jurisdiction-ambiguous", "", ""
    }
}
