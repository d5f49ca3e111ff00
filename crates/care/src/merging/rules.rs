//! What happens when both records say something about the same thing: one time in each program, one primary supporter.

use kit::db::{DbError, Tx};

use super::{
    cells::{self, Cell, Cells},
    rows::{Moved, Pair},
};

/// Where both were in the same program, the kept record stands where the further of the two stands, since the first
/// time they joined.
pub fn join_enrollments(pair: &Pair, tx: &mut Tx<'_>, moved: &mut Moved) -> Result<(), DbError> {
    let table = pair.table("enrollments")?;
    let columns: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    let kept = cells::select(tx, "enrollments", &columns, &pair.fit("participant_id", &pair.kept))?;
    let merged = cells::select(tx, "enrollments", &columns, &pair.fit("participant_id", &pair.merged))?;
    for here in &kept {
        let Some(there) = merged.iter().find(|other| other.get("program_id") == here.get("program_id")) else {
            continue;
        };
        let mut set = Cells::new();
        let mut take = |name: &str| set.insert(name.to_owned(), there.get(name).cloned().unwrap_or(Cell::Null));
        if rank(there) > rank(here) {
            take("status");
            take("standing");
            take("status_since");
        }
        if is_null(here, "primary_account_id") {
            take("primary_account_id");
        }
        if is_null(here, "first_enrolled_at") || earlier(there, here, "first_enrolled_at") {
            take("first_enrolled_at");
        }
        if let Some(id) = here.get("id") {
            pair.change(tx, "enrollments", id, set, moved)?;
        }
    }
    Ok(())
}

fn rank(enrollment: &Cells) -> u8 {
    match enrollment.get("standing") {
        Some(Cell::Text(word)) if word == "here" => 3,
        Some(Cell::Text(word)) if word == "coming" => 2,
        _ => 1,
    }
}

fn is_null(row: &Cells, name: &str) -> bool {
    matches!(row.get(name), None | Some(Cell::Null))
}

fn earlier(one: &Cells, other: &Cells, name: &str) -> bool {
    match (one.get(name), other.get(name)) {
        (Some(Cell::Time(one)), Some(Cell::Time(other))) => one < other,
        // SQLite keeps times as text of one width, so that text order is time order.
        (Some(Cell::Text(one)), Some(Cell::Text(other))) => one < other,
        _ => false,
    }
}

/// Where both have a primary supporter in the same program, the merged record's becomes a backup (nobody is sent away);
/// when it is the same worker, the second assignment ends. The index that allows one primary is partial, so the schema
/// alone cannot tell.
pub fn settle_primaries(pair: &Pair, tx: &mut Tx<'_>, now: &Cell, moved: &mut Moved) -> Result<(), DbError> {
    let columns = ["id", "program_id", "account_id", "kind", "ended_at"].map(str::to_owned);
    let kept = cells::select(tx, "assignments", &columns, &pair.fit("participant_id", &pair.kept))?;
    let merged = cells::select(tx, "assignments", &columns, &pair.fit("participant_id", &pair.merged))?;
    let is_primary =
        |row: &Cells| row.get("kind") == Some(&Cell::Text("primary".to_owned())) && is_null(row, "ended_at");
    for second in merged.iter().filter(|row| is_primary(row)) {
        let first = kept.iter().find(|row| is_primary(row) && row.get("program_id") == second.get("program_id"));
        let (Some(first), Some(id)) = (first, second.get("id")) else { continue };
        let set = if first.get("account_id") == second.get("account_id") {
            Cells::from([("ended_at".to_owned(), now.clone())])
        } else {
            Cells::from([("kind".to_owned(), Cell::Text("backup".to_owned()))])
        };
        pair.change(tx, "assignments", id, set, moved)?;
    }
    Ok(())
}

/// Somebody who has a supporter now waits for nobody; of two promises to find somebody for the same program, one stays.
/// These promises name the enrollment without a foreign key, so the schema alone cannot tell.
pub fn settle_waiting(pair: &Pair, tx: &mut Tx<'_>, now: &Cell, moved: &mut Moved) -> Result<(), DbError> {
    let columns = ["id", "program_id", "primary_account_id"].map(str::to_owned);
    let kept = cells::select(tx, "enrollments", &columns, &pair.fit("participant_id", &pair.kept))?;
    let merged = cells::select(tx, "enrollments", &columns, &pair.fit("participant_id", &pair.merged))?;
    for here in &kept {
        let Some(there) = merged.iter().find(|other| other.get("program_id") == here.get("program_id")) else {
            continue;
        };
        let (Some(stays), Some(goes)) = (here.get("id"), there.get("id")) else { continue };
        let (first, second) = (waiting(pair, tx, stays)?, waiting(pair, tx, goes)?);
        let has_primary = !is_null(here, "primary_account_id");
        let closed = Cells::from([
            ("closed_at".to_owned(), now.clone()),
            ("closing".to_owned(), Cell::Text("replaced".to_owned())),
        ]);
        if let Some(first) = first.as_ref().filter(|_| has_primary) {
            pair.change(tx, "promises", first, closed.clone(), moved)?;
        }
        match second {
            Some(second) if has_primary || first.is_some() => pair.change(tx, "promises", &second, closed, moved)?,
            Some(second) => {
                let set = Cells::from([("origin_id".to_owned(), stays.clone())]);
                pair.change(tx, "promises", &second, set, moved)?;
            }
            None => {}
        }
    }
    Ok(())
}

/// The open promise to find somebody for a time in a program.
fn waiting(pair: &Pair, tx: &mut Tx<'_>, enrollment: &Cell) -> Result<Option<Cell>, DbError> {
    let columns = ["id", "closed_at", "kind"].map(str::to_owned);
    let rows = cells::select(tx, "promises", &columns, &pair.fit("origin_id", enrollment))?;
    let is_open = |row: &Cells| is_null(row, "closed_at") && row.get("kind") == Some(&Cell::Text("assign".to_owned()));
    Ok(rows.into_iter().find(|row| is_open(row)).and_then(|mut row| row.remove("id")))
}
