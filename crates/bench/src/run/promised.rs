//! What must hold, as ratios from one run: each row with what was measured, or that it was not.

use super::{chores::Beside, report::Report, server::Used};

/// A row of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Promised {
    pub what: &'static str,
    pub bound: &'static str,
    /// What was measured, in words, and whether it holds; none when this run cannot say.
    pub found: Option<(String, bool)>,
}

/// Every row, in the order of the promise.
pub fn rows(report: &Report) -> Vec<Promised> {
    let row = |what, bound, found| Promised { what, bound, found };
    vec![
        row("person page with 10,000 contacts : with 10", "≤ 1.2 × p95", heavy(report)),
        row("the same page, this world : the smaller one", "≤ 1.3 × p95", grown(report)),
        row("any page, processor time : its floor (statements + bare handler)", "≤ 3 ×", floor(report)),
        row("durable note : one bare durable transaction, 1 writer", "≤ 2 ×", note(report, 1)),
        row("the same, 16 writers", "≤ 2 ×", note(report, 16)),
        row("the same, 64 writers", "≤ 2 ×", note(report, 64)),
        row("durable writes a second, 64 writers : one", "≥ 8 ×", group(report)),
        row("reading with audit : without (a person's page)", "≤ 1.05 × processor time", audit(report)),
        row("mixed journeys, 64 connections", "≥ 2,500 a second, p99 ≤ 50 ms", mixed(report)),
        row("idle memory of its own", "≤ 100 MB", idle(report)),
        row("start with this database", "≤ 1 s", start(report)),
        row("import of 500,000 rows while the journeys run", "p95 ≤ 2 ×", beside(report.import.as_ref(), 2.0)),
        row("export of everything in an organization", "≥ 50 MB/s, memory flat", export(report)),
        row("backup while serving", "p95 ≤ 1.5 ×", beside(report.backup.as_ref(), 1.5)),
    ]
}

fn at_most(ratio: f64, bound: f64) -> Option<(String, bool)> {
    ratio.is_finite().then(|| (format!("{ratio:.2} ×"), ratio <= bound))
}

fn heavy(report: &Report) -> Option<(String, bool)> {
    // A small world has nobody with so long a history.
    if report.heavy_contacts < 10_000 {
        return None;
    }
    at_most(report.p95("a person with 10,000 contacts")? / report.p95("a person with 10 contacts")?, 1.2)
}

fn grown(report: &Report) -> Option<(String, bool)> {
    let smaller = report.smaller.as_deref()?;
    let page = "a person with 10 contacts";
    let (words, holds) = at_most(report.p95(page)? / smaller.p95(page)?, 1.3)?;
    Some((format!("{words} ({} contacts : {})", report.contacts, smaller.contacts), holds))
}

/// The page that is farthest above its floor.
fn floor(report: &Report) -> Option<(String, bool)> {
    let ratios = report.pages.iter().filter_map(|page| Some((report.above_floor(page)?, page.name.as_str())));
    let (ratio, name) = ratios.max_by(|one, other| one.0.total_cmp(&other.0))?;
    let (words, holds) = at_most(ratio, 3.0)?;
    Some((format!("{words} ({name})"), holds))
}

fn note(report: &Report, writers: usize) -> Option<(String, bool)> {
    let signed = report.durable_of("sign a note", writers)?.steps.get("sign a note")?;
    let (_, bare) = report.disk.as_ref()?.transactions.iter().find(|(count, _)| *count == writers)?;
    // In the middle, those who wait in line wait for everybody before them.
    let wait = super::float(u64::try_from(writers).unwrap_or(u64::MAX)) * 1_000.0 / bare.per_second;
    let (words, holds) = at_most(signed.p50 / wait, 2.0)?;
    Some((format!("{words} ({:.2} ms : {wait:.2} ms)", signed.p50), holds))
}

/// With nobody writing, SQLite's writing thread only brings looks into the audit; the page itself puts a line into the
/// journal.
fn audit(report: &Report) -> Option<(String, bool)> {
    let page = report.pages.iter().find(|page| page.name == "a person with 10 contacts")?;
    let line = report.disk.as_ref()?.line_micros;
    let (whole, writer) = (page.cpu_micros(), page.program.writer_seconds * 1e6 / super::float(page.all.count.max(1)));
    let (words, holds) = at_most(whole / (whole - writer - line), 1.05)?;
    Some((format!("{words} ({:.0} µs of {whole:.0})", writer + line), holds))
}

fn group(report: &Report) -> Option<(String, bool)> {
    let saves = |writers| Some(report.durable_of("save a pause", writers)?.all.per_second);
    let (one, many): (f64, f64) = (saves(1)?, saves(64)?);
    let ratio = many / one;
    Some((format!("{ratio:.1} × ({many:.0} : {one:.0})"), ratio >= 8.0))
}

fn mixed(report: &Report) -> Option<(String, bool)> {
    let of = |one: &&super::Stretch| one.name == "mixed" && one.connections == 64;
    let stretch = report.stretches.iter().find(of)?;
    let (rate, p99) = (stretch.all.per_second, stretch.all.p99);
    let holds = rate >= 2_500.0 && p99 <= 50.0 && stretch.errors.is_empty();
    Some((format!("{rate:.0} a second, p99 {p99:.1} ms"), holds))
}

fn idle(report: &Report) -> Option<(String, bool)> {
    let Used { own_mb, resident_mb, .. } = report.idle?;
    Some((format!("{own_mb:.0} MB ({resident_mb:.0} MB with mapped files)"), own_mb <= 100.0))
}

fn start(report: &Report) -> Option<(String, bool)> {
    let seconds = report.started_seconds?;
    Some((format!("{seconds:.2} s"), seconds <= 1.0))
}

fn beside(chore: Option<&Beside>, bound: f64) -> Option<(String, bool)> {
    let chore = chore?;
    let (words, holds) = at_most(chore.ratio()?, bound)?;
    Some((format!("{words} ({})", chore.words), holds))
}

/// Whether the memory stays flat is for two sizes to say: one run tells its peak.
fn export(report: &Report) -> Option<(String, bool)> {
    let export = report.export?;
    let rate = export.megabytes / export.seconds;
    let words =
        format!("{rate:.0} MB/s ({:.0} MB of one program, {:.0} MB of memory)", export.megabytes, export.peak_mb);
    Some((words, rate >= 50.0))
}
