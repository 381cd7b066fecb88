//! Budgets for one file. Passed in by reference, never global.

/// Bounds that keep one file from taking the machine.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Largest file that is read, in bytes.
    pub max_bytes: u64,
    /// Most records that one file may give.
    pub max_records: usize,
    /// Steps that the solver of a flattened table may take before it gives up and says so.
    pub solver_steps: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_bytes: 256 << 20, max_records: 100_000, solver_steps: 200_000 }
    }
}
