//! The catalogue: every code, with its page.

use super::{Code, Severity};

/// Declares codes; the doc comment of each becomes its page.
macro_rules! declare_codes {
    ($( $(#[doc = $page:literal])+ $name:ident = $id:literal, $wire:literal, $severity:ident { $summary:literal, $summary_ko:literal, $hint:literal, $hint_ko:literal } )+) => {
        $( $(#[doc = $page])+
        pub static $name: Code = Code {
            id: $id, name: $wire, severity: Severity::$severity,
            summary: $summary, summary_ko: $summary_ko, hint: $hint, hint_ko: $hint_ko,
            page: concat!($($page, "\n"),+),
        }; )+
        /// All codes, in the order of the catalogue.
        pub static ALL: &[&Code] = &[$(&$name),+];
    };
}

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
    /// date-invalid.
    DATE_INVALID = "NO001", "date-invalid", Warning {
        "date-invalid", "date-invalid", "", ""
    }
    /// total-mismatch.
    TOTAL_MISMATCH = "VA001", "total-mismatch", Error {
        "total-mismatch", "total-mismatch", "", ""
    }
    /// period-total-mismatch.
    PERIOD_TOTAL_MISMATCH = "VA002", "period-total-mismatch", Error {
        "period-total-mismatch", "period-total-mismatch", "", ""
    }
    /// rounding-difference.
    ROUNDING_DIFFERENCE = "VA003", "rounding-difference", Info {
        "rounding-difference", "rounding-difference", "", ""
    }
    /// parts-missing.
    PARTS_MISSING = "VA004", "parts-missing", Info {
        "parts-missing", "parts-missing", "", ""
    }
    /// cost-conflict.
    COST_CONFLICT = "VA005", "cost-conflict", Warning {
        "cost-conflict", "cost-conflict", "", ""
    }
    /// funding-conflict.
    FUNDING_CONFLICT = "VA006", "funding-conflict", Warning {
        "funding-conflict", "funding-conflict", "", ""
    }
    /// executed-over-secured.
    EXECUTED_OVER_SECURED = "VA007", "executed-over-secured", Warning {
        "executed-over-secured", "executed-over-secured", "", ""
    }
    /// date-order.
    DATE_ORDER = "VA008", "date-order", Warning {
        "date-order", "date-order", "", ""
    }
    /// percent-range.
    PERCENT_RANGE = "VA009", "percent-range", Warning {
        "percent-range", "percent-range", "", ""
    }
    /// progress-conflict.
    PROGRESS_CONFLICT = "VA010", "progress-conflict", Warning {
        "progress-conflict", "progress-conflict", "", ""
    }
    /// personal-data.
    PERSONAL_DATA = "VA011", "personal-data", Warning {
        "personal-data", "personal-data", "", ""
    }
    /// duplicate-record.
    DUPLICATE_RECORD = "VA012", "duplicate-record", Info {
        "duplicate-record", "duplicate-record", "", ""
    }
    /// pledge-duplicate.
    PLEDGE_DUPLICATE = "VA013", "pledge-duplicate", Warning {
        "pledge-duplicate", "pledge-duplicate", "", ""
    }
    /// pledge-missing.
    PLEDGE_MISSING = "VA014", "pledge-missing", Warning {
        "pledge-missing", "pledge-missing", "", ""
    }
    /// list-total-mismatch.
    LIST_TOTAL_MISMATCH = "VA015", "list-total-mismatch", Warning {
        "list-total-mismatch", "list-total-mismatch", "", ""
    }
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
