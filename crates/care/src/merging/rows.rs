//! Moving the rows that hang on one person to another, with a memory of each.

use kit::db::{
    DbError, Tx,
    catalog::{self, Table},
};
use serde::{Deserialize, Serialize};

use super::cells::{self, Cell, Cells};

/// Tables that do not move: search keys are made anew, and merges tell of both people.
const APART: [&str; 2] = ["participant_keys", "merges"];

/// All that a merge moved, enough to move it back.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// Rows that name the kept person now.
    pub rows: Vec<MovedRows>,
    /// Rows that could not stand beside one of the kept person's.
    pub set_aside: Vec<SetAside>,
    /// Rows that say something else now, and what they said.
    pub changed: Vec<Changed>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MovedRows {
    pub table: String,
    pub column: String,
    /// The rest of each row's key.
    pub keys: Vec<Cells>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SetAside {
    pub table: String,
    pub row: Cells,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    pub table: String,
    pub key: Cells,
    pub before: Cells,
    pub after: Cells,
}

/// A column that names a person.
#[derive(Debug, Clone)]
pub struct Dependent {
    pub table: Table,
    pub column: String,
}

/// The schema, and two people in it.
pub struct Pair {
    pub tables: Vec<Table>,
    pub organization: Cell,
    pub kept: Cell,
    pub merged: Cell,
}

impl Pair {
    /// Reads the schema from the engine.
    pub fn read(
        tx: &mut Tx<'_>,
        organization: uuid::Uuid,
        kept: uuid::Uuid,
        merged: uuid::Uuid,
    ) -> Result<Self, DbError> {
        let tables = catalog::tables(tx)?;
        Ok(Self {
            tables,
            organization: cells::id(tx, organization),
            kept: cells::id(tx, kept),
            merged: cells::id(tx, merged),
        })
    }

    /// Every column that names a person, by the foreign keys.
    pub fn dependents(&self) -> Vec<Dependent> {
        let named = |table: &Table| -> Vec<Dependent> {
            let keys = table.foreign_keys.iter().filter(|key| key.table == "participants");
            let columns = keys.filter_map(|key| key.columns.iter().find(|column| *column != "organization_id"));
            columns.map(|column| Dependent { table: table.clone(), column: column.clone() }).collect()
        };
        self.tables.iter().filter(|table| !APART.contains(&table.name.as_str())).flat_map(named).collect()
    }

    pub fn table(&self, name: &str) -> Result<&Table, DbError> {
        let found = self.tables.iter().find(|table| table.name == name);
        found.ok_or_else(|| DbError::Driver(format!("there is no table {name}")))
    }

    /// A condition on one column besides the organization.
    pub fn fit(&self, column: &str, cell: &Cell) -> Cells {
        [("organization_id".to_owned(), self.organization.clone()), (column.to_owned(), cell.clone())].into()
    }

    /// The key of a row with an `id`.
    pub fn key(&self, id: &Cell) -> Cells {
        self.fit("id", id)
    }

    /// Moves everything that hangs on the merged person to the kept one.
    pub fn move_all(&self, tx: &mut Tx<'_>, moved: &mut Moved) -> Result<(), DbError> {
        for dependent in self.dependents() {
            self.set_conflicts_aside(tx, &dependent, moved)?;
            let rest = self.rest_of_key(&dependent);
            let fit = self.fit(&dependent.column, &self.merged);
            let keys = cells::select(tx, &dependent.table.name, &rest, &fit)?;
            if keys.is_empty() {
                continue;
            }
            let set = Cells::from([(dependent.column.clone(), self.kept.clone())]);
            cells::update(tx, &dependent.table.name, &set, &fit)?;
            let Dependent { table, column } = dependent;
            moved.rows.push(MovedRows { table: table.name, column, keys });
        }
        Ok(())
    }

    fn rest_of_key(&self, dependent: &Dependent) -> Vec<String> {
        dependent.table.primary_key.iter().filter(|name| **name != dependent.column).cloned().collect()
    }

    /// Sets aside each row of the merged person that cannot move because the kept person has one like it, or because it
    /// would name the same person twice.
    fn set_conflicts_aside(&self, tx: &mut Tx<'_>, dependent: &Dependent, moved: &mut Moved) -> Result<(), DbError> {
        let table = &dependent.table;
        let columns: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
        let rows = cells::select(tx, &table.name, &columns, &self.fit(&dependent.column, &self.merged))?;
        for row in rows {
            let twin = self.twin(tx, dependent, &row)?;
            if twin.is_none() && !self.names_twice(dependent, &row) {
                continue;
            }
            if let Some(twin) = twin {
                self.repoint(tx, table, &row, &twin, moved)?;
            }
            let key = row.iter().filter(|(name, _)| table.primary_key.contains(name));
            cells::delete(tx, &table.name, &key.map(|(name, cell)| (name.clone(), cell.clone())).collect())?;
            moved.set_aside.push(SetAside { table: table.name.clone(), row });
        }
        Ok(())
    }

    /// The kept person's row that a moved row would collide with. Partial indexes are the business of [`super::rules`].
    fn twin(&self, tx: &mut Tx<'_>, dependent: &Dependent, row: &Cells) -> Result<Option<Cells>, DbError> {
        let table = &dependent.table;
        let unique = table.indexes.iter().filter(|index| index.is_unique && !index.is_partial);
        let keys = unique.map(|index| &index.columns).chain([&table.primary_key]);
        for key in keys.filter(|key| key.contains(&dependent.column)) {
            let mut fit: Cells = row
                .iter()
                .filter(|(name, _)| key.contains(name))
                .map(|(name, cell)| (name.clone(), cell.clone()))
                .collect();
            fit.insert(dependent.column.clone(), self.kept.clone());
            if let Some(twin) = cells::row(tx, table, &fit)? {
                return Ok(Some(twin));
            }
        }
        Ok(None)
    }

    fn names_twice(&self, dependent: &Dependent, row: &Cells) -> bool {
        let others = self.dependents().into_iter().filter(|other| other.table.name == dependent.table.name);
        let mut others = others.filter(|other| other.column != dependent.column);
        dependent.table.name != "participants" && others.any(|other| row.get(&other.column) == Some(&self.kept))
    }

    /// Makes what hangs on a row that is set aside hang on its twin.
    fn repoint(
        &self,
        tx: &mut Tx<'_>,
        table: &Table,
        row: &Cells,
        twin: &Cells,
        moved: &mut Moved,
    ) -> Result<(), DbError> {
        let (Some(from), Some(to)) = (row.get("id"), twin.get("id")) else { return Ok(()) };
        for other in &self.tables {
            for key in other.foreign_keys.iter().filter(|key| key.table == table.name) {
                let Some(column) = key.columns.iter().find(|column| *column != "organization_id") else { continue };
                let fit = self.fit(column, from);
                for key in cells::select(tx, &other.name, &other.primary_key, &fit)? {
                    let (before, after) =
                        (Cells::from([(column.clone(), from.clone())]), Cells::from([(column.clone(), to.clone())]));
                    cells::update(tx, &other.name, &after, &key)?;
                    moved.changed.push(Changed { table: other.name.clone(), key, before, after });
                }
            }
        }
        Ok(())
    }

    /// Moves back what [`Pair::move_all`] moved. What changed hands since stays where it is.
    pub fn move_back(&self, tx: &mut Tx<'_>, moved: &Moved) -> Result<(), DbError> {
        for rows in &moved.rows {
            let set = Cells::from([(rows.column.clone(), self.merged.clone())]);
            for key in &rows.keys {
                let mut fit = key.clone();
                fit.insert(rows.column.clone(), self.kept.clone());
                cells::update(tx, &rows.table, &set, &fit)?;
            }
        }
        for aside in &moved.set_aside {
            cells::insert(tx, &aside.table, &aside.row)?;
        }
        for changed in moved.changed.iter().rev() {
            self.change_back(tx, changed)?;
        }
        Ok(())
    }

    /// Puts back each column that still says what the merge made it say; a count goes down by what the merge added.
    fn change_back(&self, tx: &mut Tx<'_>, changed: &Changed) -> Result<(), DbError> {
        let table = self.table(&changed.table)?;
        let Some(now) = cells::row(tx, table, &changed.key)? else { return Ok(()) };
        let mut back = Cells::new();
        for (name, before) in &changed.before {
            let (now, after) = (now.get(name), changed.after.get(name));
            match (now, after, before) {
                _ if now == after => drop(back.insert(name.clone(), before.clone())),
                (Some(Cell::Int(now)), Some(Cell::Int(after)), Cell::Int(before)) if name.ends_with("_count") => {
                    let added = after.saturating_sub(*before);
                    back.insert(name.clone(), Cell::Int(now.saturating_sub(added)));
                }
                _ => {}
            }
        }
        cells::update(tx, &changed.table, &back, &changed.key)
    }

    /// Changes a row and remembers what it said.
    pub fn change(
        &self,
        tx: &mut Tx<'_>,
        table: &str,
        id: &Cell,
        set: Cells,
        moved: &mut Moved,
    ) -> Result<(), DbError> {
        let key = self.key(id);
        let Some(row) = cells::row(tx, self.table(table)?, &key)? else { return Ok(()) };
        let differs = |(name, cell): &(String, Cell)| row.get(name) != Some(cell);
        let after: Cells = set.into_iter().filter(differs).collect();
        let before = row.into_iter().filter(|(name, _)| after.contains_key(name)).collect();
        cells::update(tx, table, &after, &key)?;
        moved.changed.push(Changed { table: table.to_owned(), key, before, after });
        Ok(())
    }
}
