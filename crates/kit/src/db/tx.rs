//! A transaction in progress: the only way to run a statement.

use super::{
    DbError, FromRow, Params, Row, Statement, ToValue, heard,
    postgres::{Asked, Line},
    row::Cells,
    value::Value,
    work,
};

pub(super) enum Engine<'c> {
    Sqlite(&'c rusqlite::Connection),
    Postgres(&'c mut Line),
}

/// An open transaction. Made by [`Db::read`](super::Db::read) and [`Db::write`](super::Db::write).
pub struct Tx<'c> {
    pub(super) engine: Engine<'c>,
}

impl Tx<'_> {
    /// The first row of the answer, if there is one.
    pub fn one<T: FromRow>(&mut self, statement: &'static Statement, params: Params<'_>) -> Result<Option<T>, DbError> {
        let mut found = None;
        self.scan(statement, params, &mut |row| {
            found = Some(T::from_row(row)?);
            Ok(false)
        })?;
        Ok(found)
    }

    /// All rows of the answer. Statements that can answer many rows carry a `LIMIT`.
    pub fn list<T: FromRow>(&mut self, statement: &'static Statement, params: Params<'_>) -> Result<Vec<T>, DbError> {
        let mut found = Vec::new();
        self.scan(statement, params, &mut |row| {
            found.push(T::from_row(row)?);
            Ok(true)
        })?;
        Ok(found)
    }

    /// The first rows of the answer, no more than `most`, for statements that put the few rows of one record in order. They
    /// say no `LIMIT`: with one SQLite sorts in a table of its own, whose making and dropping costs more than such a list.
    pub fn few<T: FromRow>(
        &mut self,
        most: usize,
        statement: &'static Statement,
        params: Params<'_>,
    ) -> Result<Vec<T>, DbError> {
        let mut found = Vec::new();
        self.scan(statement, params, &mut |row| {
            found.push(T::from_row(row)?);
            Ok(found.len() < most)
        })?;
        Ok(found)
    }

    /// Gives each row to `take` as it comes, for answers too long to hold; `take` says whether to go on.
    pub fn each(
        &mut self,
        statement: &'static Statement,
        params: Params<'_>,
        mut take: impl FnMut(&mut Row<'_>) -> Result<bool, DbError>,
    ) -> Result<(), DbError> {
        self.scan(statement, params, &mut take)
    }

    /// Runs a statement that changes something; answers how many rows it changed.
    pub fn run(&mut self, statement: &'static Statement, params: Params<'_>) -> Result<u64, DbError> {
        super::count_statement();
        match &mut self.engine {
            Engine::Sqlite(connection) => {
                let mut ready = connection.prepare_cached(statement.for_sqlite())?;
                let values = bound(params);
                heard::tell(statement.for_sqlite(), &values);
                let changed = ready.execute(rusqlite::params_from_iter(values.iter()));
                work::done(&ready);
                let changed = changed?;
                Ok(u64::try_from(changed).unwrap_or(u64::MAX))
            }
            Engine::Postgres(line) => line.run(Asked::Statement(statement), &bound(params), &mut |_| Ok(true)),
        }
    }

    fn scan(
        &mut self,
        statement: &'static Statement,
        params: Params<'_>,
        take: &mut dyn FnMut(&mut Row<'_>) -> Result<bool, DbError>,
    ) -> Result<(), DbError> {
        super::count_statement();
        match &mut self.engine {
            Engine::Sqlite(connection) => {
                let mut ready = connection.prepare_cached(statement.for_sqlite())?;
                let values = bound(params);
                heard::tell(statement.for_sqlite(), &values);
                let mut rows = ready.query(rusqlite::params_from_iter(values.iter()))?;
                while let Some(row) = rows.next()? {
                    if !take(&mut Row::new(Cells::Sqlite(row)))? {
                        break;
                    }
                }
                drop(rows);
                work::done(&ready);
            }
            Engine::Postgres(line) => {
                line.run(Asked::Statement(statement), &bound(params), take)?;
            }
        }
        Ok(())
    }

    /// Runs a text that is not a [`Statement`]: migrations, dumps and restores, whose texts come from the schema.
    /// Never give it words that a person typed.
    pub fn run_text(&mut self, text: &str, params: Params<'_>) -> Result<(), DbError> {
        let values = bound(params);
        match &mut self.engine {
            Engine::Sqlite(connection) if params.is_empty() => connection.execute_batch(text)?,
            Engine::Sqlite(connection) => {
                connection.prepare_cached(text)?.execute(rusqlite::params_from_iter(values.iter()))?;
            }
            Engine::Postgres(line) if params.is_empty() => line.run_many(text)?,
            Engine::Postgres(line) => {
                line.run(Asked::Text(text), &values, &mut |_| Ok(true))?;
            }
        }
        Ok(())
    }

    /// Reads the answer of a text that is not a [`Statement`], with the same caution as [`Tx::run_text`].
    pub fn each_of_text(
        &mut self,
        text: &str,
        params: Params<'_>,
        mut take: impl FnMut(&mut Row<'_>) -> Result<bool, DbError>,
    ) -> Result<(), DbError> {
        let values = bound(params);
        match &mut self.engine {
            Engine::Sqlite(connection) => {
                let mut ready = connection.prepare(text)?;
                let mut rows = ready.query(rusqlite::params_from_iter(values.iter()))?;
                while let Some(row) = rows.next()? {
                    if !take(&mut Row::new(Cells::Sqlite(row)))? {
                        break;
                    }
                }
            }
            Engine::Postgres(line) => {
                line.run(Asked::Text(text), &values, &mut take)?;
            }
        }
        Ok(())
    }

    /// Asks the engine to parse and plan a statement without running it (the census of statements).
    pub fn check(&mut self, statement: &'static Statement) -> Result<(), DbError> {
        match &mut self.engine {
            Engine::Sqlite(connection) => connection.prepare(statement.for_sqlite()).map(|_| ())?,
            Engine::Postgres(line) => line.check(statement)?,
        }
        Ok(())
    }

    /// How SQLite would go about a statement, a line a step (`EXPLAIN QUERY PLAN`): for the test that no list walks a
    /// whole table. On PostgreSQL, whose plans follow what is in the tables, nothing.
    pub fn plan(&mut self, statement: &'static Statement) -> Result<Vec<String>, DbError> {
        let Engine::Sqlite(connection) = &mut self.engine else { return Ok(Vec::new()) };
        let mut ready = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", statement.for_sqlite()))?;
        for place in 1..=ready.parameter_count() {
            ready.raw_bind_parameter(place, rusqlite::types::Null)?;
        }
        let (mut rows, mut steps) = (ready.raw_query(), Vec::new());
        while let Some(row) = rows.next()? {
            steps.push(row.get("detail")?);
        }
        Ok(steps)
    }

    /// Waits until no other transaction is at what `words` name, and keeps others from it until this one ends. SQLite
    /// writes one transaction after the other anyway.
    ///
    /// # Errors
    /// Those of the storage.
    pub fn alone(&mut self, words: &str) -> Result<(), DbError> {
        match &mut self.engine {
            Engine::Sqlite(_) => Ok(()),
            Engine::Postgres(line) => {
                let text = "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended($1, 1))";
                line.run(Asked::Text(text), &[words.to_value()], &mut |_| Ok(true)).map(drop)
            }
        }
    }

    /// Which engine this transaction runs on, for the few places where the schema itself must be read.
    pub fn is_sqlite(&self) -> bool {
        matches!(self.engine, Engine::Sqlite(_))
    }
}

fn bound<'a>(params: Params<'a>) -> Vec<Value<'a>> {
    params.iter().map(|param| ToValue::to_value(*param)).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;
    use crate::{
        db::{Migration, Tenant},
        sql,
        testing::both,
    };

    #[test]
    fn a_few_are_the_first_ones_in_order() {
        let text = "CREATE TABLE cups (id {int} NOT NULL PRIMARY KEY, color TEXT NOT NULL) {table};
                    INSERT INTO cups (id, color) VALUES (1, 'red'), (2, 'blue'), (3, 'green');";
        both(&[Migration::new("0001_cups.sql", text).unwrap()], |on| {
            let colors = |most: usize| -> Vec<String> {
                let text = sql!("SELECT color FROM cups ORDER BY color");
                on.db.read_now(Tenant::System, move |tx| tx.few(most, text, &[])).map_err(|e: DbError| e).unwrap()
            };
            assert_eq!(colors(2), ["blue", "green"], "on {}", on.engine);
            assert_eq!(colors(9), ["blue", "green", "red"], "on {}", on.engine);
        });
    }
}
