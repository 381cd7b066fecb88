//! `VA`.

use crate::diag::{Code, Severity};

declare_codes! {
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
}
