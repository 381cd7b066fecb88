//! `NO`.

use crate::diag::{Code, Severity};

declare_codes! {
    /// date-invalid.
    DATE_INVALID = "NO001", "date-invalid", Warning {
        "date-invalid", "date-invalid", "", ""
    }
}
