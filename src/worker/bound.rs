//! The memory of a worker: its bound, and how much it keeps.

/// Bounds the memory of this process, for good: an allocation over it fails, which ends the process with a message.
///
/// The bound is on data (`RLIMIT_DATA`), not on address space: an allocator reserves much more of that than it ever uses.
/// Core files are turned off as well; they would put the documents of others on the disk.
#[cfg(target_os = "linux")]
pub(super) fn set(bytes: u64) -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};

    let to = |bytes| Rlimit { current: Some(bytes), maximum: Some(bytes) };
    setrlimit(Resource::Core, to(0))?;
    setrlimit(Resource::Data, to(bytes))?;
    Ok(())
}

/// There is no such bound on this system.
#[cfg(not(target_os = "linux"))]
pub(super) fn set(_bytes: u64) -> std::io::Result<()> {
    Ok(())
}

/// Bytes of memory that this process keeps; 0 where the system does not tell.
#[cfg(target_os = "linux")]
pub(super) fn resident() -> u64 {
    // Pages: size, resident, …
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split(' ').nth(1).and_then(|n| n.parse::<u64>().ok()).unwrap_or(0);
    pages.saturating_mul(rustix::param::page_size() as u64)
}

/// Bytes of memory that this process keeps; 0 where the system does not tell.
#[cfg(not(target_os = "linux"))]
pub(super) fn resident() -> u64 {
    0
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #[test]
    fn a_process_keeps_some_memory() {
        let kept = super::resident();
        assert!((1 << 20..1 << 40).contains(&kept), "{kept}");
    }
}
