//! SQL texts: written once in the common subset, collected so that a test can prepare every one of them.

use std::sync::OnceLock;

/// One SQL text, made only by [`sql!`](crate::sql). Parameters are `$1`, `$2`, ….
pub struct Statement {
    text: &'static str,
    place: &'static str,
    line: u32,
    sqlite: OnceLock<String>,
}

inventory::collect!(&'static Statement);

impl Statement {
    #[doc(hidden)]
    pub const fn new(text: &'static str, place: &'static str, line: u32) -> Self {
        Self { text, place, line, sqlite: OnceLock::new() }
    }

    /// The text as written, which is the one that PostgreSQL gets.
    pub fn text(&self) -> &'static str {
        self.text
    }

    /// How many values it takes: the highest `$n`.
    pub fn parameters(&self) -> usize {
        let digits = |part: &str| part.chars().take_while(char::is_ascii_digit).collect::<String>();
        let numbers = self.text.split('$').skip(1).map(|part| digits(part).parse().unwrap_or(0));
        numbers.max().unwrap_or(0)
    }

    /// File and line, for the census of statements.
    pub fn place(&self) -> String {
        format!("{}:{}", self.place, self.line)
    }

    /// The text for SQLite, where `$1` would be a name numbered by first appearance and `?1` is position 1.
    pub fn for_sqlite(&self) -> &str {
        self.sqlite.get_or_init(|| numbered(self.text))
    }

    /// Every statement that is linked into the running program.
    pub fn all() -> impl Iterator<Item = &'static Statement> {
        inventory::iter::<&'static Statement>.into_iter().copied()
    }
}

fn numbered(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut in_quotes, mut begins_line) = (false, false);
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        // Indentation only makes the text longer that the prepared statement is found by.
        if begins_line && !in_quotes && letter == ' ' {
            continue;
        }
        begins_line = letter == '\n';
        in_quotes ^= letter == '\'';
        let is_parameter = letter == '$' && !in_quotes && rest.peek().is_some_and(char::is_ascii_digit);
        out.push(if is_parameter { '?' } else { letter });
    }
    out
}

/// Declares a SQL text in place and yields `&'static Statement`.
///
/// Takes literals, or macros that expand to literals, and joins them:
/// `sql!("SELECT name FROM participants p WHERE ", within_reach!(), " AND p.id = $4")`.
#[macro_export]
macro_rules! sql {
    ($($part:expr),+ $(,)?) => {{
        static STATEMENT: $crate::db::Statement =
            $crate::db::Statement::new(concat!($($part),+), file!(), line!());
        $crate::db::inventory::submit! { &STATEMENT }
        &STATEMENT
    }};
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn parameters_become_positions_and_quoted_text_stays() {
        assert_eq!(numbered("a = $2 AND b = '$1' AND c = $10"), "a = ?2 AND b = '$1' AND c = ?10");
    }

    #[test]
    fn indentation_goes_and_what_is_quoted_stays() {
        assert_eq!(
            numbered("SELECT a -- why\n     FROM  b\n\n  WHERE c = 'x\n  y'"),
            "SELECT a -- why\nFROM  b\n\nWHERE c = 'x\n  y'"
        );
    }
}
