//! `SE`.

use crate::diag::{Code, Severity};

declare_codes! {
    /// section-missing.
    SECTION_MISSING = "SE001", "section-missing", Warning {
        "section-missing", "section-missing", "", ""
    }
    /// section-unknown.
    SECTION_UNKNOWN = "SE002", "section-unknown", Info {
        "section-unknown", "section-unknown", "", ""
    }
    /// text-unassigned.
    TEXT_UNASSIGNED = "SE003", "text-unassigned", Warning {
        "text-unassigned", "text-unassigned", "", ""
    }
    /// boundary-uncertain.
    BOUNDARY_UNCERTAIN = "SE004", "boundary-uncertain", Warning {
        "boundary-uncertain", "boundary-uncertain", "", ""
    }
}
