//! What each part uses of the processor, read from outside.

use std::fs;

/// Ticks of the kernel's clock in a second, as Linux tells them to programs on every common machine.
const TICKS: f64 = 100.0;

/// Seconds on a processor so far, of a process, of those that it started and of those of them that ended.
pub fn cpu_seconds(pid: u32) -> f64 {
    let own = times(pid).map_or(0.0, |times| times.own + times.of_ended);
    let others = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = others.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let children = pids.filter_map(times).filter(|times| times.parent == pid);
    own + children.map(|times| times.own).sum::<f64>()
}

/// Seconds that all processors of this machine have been busy so far, with whatever it is.
pub fn machine_seconds() -> f64 {
    fs::read_to_string("/proc/stat").map_or(0.0, |text| busy(&text))
}

/// User, nice, system, interrupts: all of the first line but idle, waiting for disks, and what other machines took.
fn busy(stat: &str) -> f64 {
    let fields = stat.lines().next().unwrap_or_default().split_whitespace().skip(1);
    let ticks: Vec<f64> = fields.filter_map(|field| field.parse().ok()).collect();
    [0, 1, 2, 5, 6].iter().filter_map(|place| ticks.get(*place)).sum::<f64>() / TICKS
}

struct Times {
    parent: u32,
    own: f64,
    of_ended: f64,
}

fn times(pid: u32) -> Option<Times> {
    read(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
}

/// The name in brackets may hold anything.
fn read(stat: &str) -> Option<Times> {
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |place: usize| fields.get(place).and_then(|word| word.parse::<f64>().ok()).unwrap_or_default();
    let parent = fields.get(1)?.parse().ok()?;
    Some(Times { parent, own: (ticks(11) + ticks(12)) / TICKS, of_ended: (ticks(13) + ticks(14)) / TICKS })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn processor_time_is_read_past_any_name() {
        let times = read("7 (a ) b) S 5 2 3 4 5 6 7 8 9 10 150 50 30 20 20 0 1").unwrap();
        assert_eq!((times.parent, times.own, times.of_ended), (5, 2.0, 0.5));
        assert!(read("nothing").is_none());
    }

    #[test]
    fn a_machine_is_busy_with_all_but_idling_and_waiting() {
        assert_eq!(busy("cpu  100 10 50 9000 700 5 35 400 0 0\ncpu0 1 2 3\n"), 2.0);
        assert_eq!(busy(""), 0.0);
    }
}
