//! `TB`.

use crate::diag::{Code, Severity};

declare_codes! {
    /// table-shape.
    TABLE_SHAPE = "TB001", "table-shape", Error {
        "table-shape", "table-shape", "", ""
    }
    /// table-repaired.
    TABLE_REPAIRED = "TB002", "table-repaired", Info {
        "table-repaired", "table-repaired", "", ""
    }
    /// table-flattened.
    TABLE_FLATTENED = "TB003", "table-flattened", Info {
        "table-flattened", "table-flattened", "", ""
    }
    /// cell-unreadable.
    CELL_UNREADABLE = "TB004", "cell-unreadable", Error {
        "cell-unreadable", "cell-unreadable", "", ""
    }
    /// unit-missing.
    UNIT_MISSING = "TB005", "unit-missing", Error {
        "unit-missing", "unit-missing", "", ""
    }
}
