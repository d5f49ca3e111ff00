//! Messy files, one mess at a time.

use super::super::{Encoding, Header, LineEnding, ProblemKind, ReadOptions, RowKind};
use super::{names, read, read_with};

fn utf16(text: &str, little: bool, mark: bool) -> Vec<u8> {
    let text = if mark { format!("\u{FEFF}{text}") } else { text.to_owned() };
    text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

const PEOPLE: &str = "Name,City\r\nZoë Núñez,Peñasco\r\nAna,Łódź\r\n";

#[test]
fn byte_order_marks_and_sixteen_bit_text_are_known() {
    let marked = format!("\u{FEFF}{PEOPLE}").into_bytes();
    let files = [
        (PEOPLE.as_bytes().to_vec(), Encoding::Utf8, false),
        (marked, Encoding::Utf8, true),
        (utf16(PEOPLE, true, true), Encoding::Utf16Le, true),
        (utf16(PEOPLE, false, true), Encoding::Utf16Be, true),
        (utf16(PEOPLE, true, false), Encoding::Utf16Le, false),
        (utf16(PEOPLE, false, false), Encoding::Utf16Be, false),
    ];
    for (bytes, encoding, mark) in files {
        let (table, rows) = read(&bytes);
        assert_eq!((table.encoding(), table.sniffed().has_byte_order_mark), (encoding, mark));
        assert_eq!(names(&table), ["Name", "City"]);
        assert_eq!(rows[0].cells, ["Zoë Núñez", "Peñasco"]);
        assert_eq!(rows[1].cells, ["Ana", "Łódź"]);
        assert!(rows.iter().all(|r| r.problems.is_empty()));
    }
}

#[test]
fn windows_1252_is_known_also_when_the_first_accent_comes_late() {
    let (table, rows) = read(b"Name,Note\nZo\xEB,\x93hello\x94\n");
    assert_eq!(table.sniffed().encoding, Encoding::Windows1252);
    assert_eq!(rows[0].cells, ["Zoë", "“hello”"]);

    let mut late = b"Name,Note\n".to_vec();
    for _ in 0..30_000 {
        late.extend_from_slice(b"Jordan,plain text\n");
    }
    late.extend_from_slice(b"Zo\xEB,caf\xE9\n");
    let (table, rows) = read(&late);
    assert_eq!(table.sniffed().encoding, Encoding::Utf8);
    assert_eq!(table.encoding(), Encoding::Windows1252);
    assert_eq!(rows.last().unwrap().cells, ["Zoë", "café"]);
    assert_eq!(rows.len(), 30_001);
}

#[test]
fn a_letter_in_another_encoding_is_read_and_reported_on_its_line() {
    let (table, rows) = read(b"Name,Note\nZo\xC3\xAB,\xC3\xA9\xC3\xA8\nJos\xE9,x\nMei,y\n");
    assert_eq!(table.encoding(), Encoding::Utf8);
    assert_eq!(rows[1].cells[0], "José");
    assert_eq!(rows[1].problems[0].kind, ProblemKind::MixedEncoding);
    assert_eq!(rows[1].problems[0].line, 3);
    assert!(rows[0].problems.is_empty() && rows[2].problems.is_empty());
}

#[test]
fn delimiters_are_judged_outside_quotes() {
    for sign in [',', ';', '\t', '|'] {
        let others: String = [',', ';', '\t', '|'].into_iter().filter(|c| *c != sign).collect();
        let file =
            format!("Name{sign}Note{sign}City\nAna{sign}\"one{others}two{sign}three\"{sign}Lima\nMei{sign}a{sign}b\n");
        let (table, rows) = read(file.as_bytes());
        assert_eq!(table.sniffed().delimiter, sign);
        assert_eq!(rows[0].cells, ["Ana", &format!("one{others}two{sign}three"), "Lima"]);
    }
}

#[test]
fn decimal_commas_do_not_beat_semicolons() {
    let (table, rows) = read(b"Name;Hours;Rate\nAna;1,5;2,25\nMei;2,5;3,75\n");
    assert_eq!(table.sniffed().delimiter, ';');
    assert_eq!(rows[0].cells, ["Ana", "1,5", "2,25"]);
}

#[test]
fn the_sep_line_of_spreadsheets_is_obeyed() {
    let (table, rows) = read(b"sep=;\r\nName;City\r\nAna;Lima, Peru\r\n");
    assert_eq!(table.sniffed().delimiter, ';');
    assert_eq!(names(&table), ["Name", "City"]);
    assert_eq!(rows[0].line, 3);
}

#[test]
fn single_quotes_around_cells_are_known() {
    let (table, rows) = read(b"'Name','City'\n'Ana','Lima, Peru'\n'Mei','O''Brien'\n");
    assert_eq!(table.sniffed().quote, '\'');
    assert_eq!(rows[0].cells, ["Ana", "Lima, Peru"]);
    assert_eq!(rows[1].cells, ["Mei", "O'Brien"]);
}

#[test]
fn every_line_ending_gives_the_same_rows_and_lines() {
    for (ending, known) in [("\n", LineEnding::Lf), ("\r\n", LineEnding::CrLf), ("\r", LineEnding::Cr)] {
        let file = ["A,B", "1,\"x", "y\"", "", "2,z"].join(ending);
        let (table, rows) = read(file.as_bytes());
        assert_eq!(table.sniffed().line_ending, known);
        let lines: Vec<u64> = rows.iter().map(|r| r.line).collect();
        assert_eq!(lines, [2, 4, 5]);
        assert_eq!(rows[0].cells[1], format!("x{ending}y"));
        assert_eq!(rows[1].kind, RowKind::Blank);
    }
}

#[test]
fn titles_before_the_header_are_left_out_and_noted() {
    let file = "Riverside Program,,,\nExported on,2024-05-01,,\n,,,\nFirst name,Last name,Birth date,\nJordan,Lee,1990-12-25,\n";
    let (table, rows) = read(file.as_bytes());
    assert_eq!(table.sniffed().header_line, Some(4));
    assert_eq!(names(&table), ["First name", "Last name", "Birth date"]);
    assert_eq!(table.rows_before_header(), 3);
    assert_eq!(rows.len(), 1);
    assert!(rows[0].problems.is_empty());
    assert!(table.sniffed().notes.iter().any(|n| n.contains("before the header")), "{:?}", table.sniffed().notes);
}

#[test]
fn a_header_that_comes_again_is_not_data() {
    let file = "First name,Last name,DOB\nfirst_name,last_name,birth\nAna,Ruiz,1985-03-04\nFirst Name,Last Name,DOB\nMei,Lin,1970-01-01\n";
    let (_, rows) = read(file.as_bytes());
    let kinds: Vec<RowKind> = rows.iter().map(|r| r.kind).collect();
    assert_eq!(kinds, [RowKind::RepeatedHeader, RowKind::Data, RowKind::RepeatedHeader, RowKind::Data]);
}

#[test]
fn a_row_that_shares_a_word_with_the_header_is_data() {
    let (_, rows) = read(b"Name,Role,City\nAna,Role,Lima\nName,Peer,Oslo\n");
    assert!(rows.iter().all(|r| r.kind == RowKind::Data));
}

#[test]
fn headers_are_made_unique_and_reported() {
    let (table, rows) = read(b"Phone,Phone,Phone (2),,Name,,\n1,2,3,4,Ana,,\n");
    assert_eq!(names(&table), ["Phone", "Phone (3)", "Phone (2)", "Column 4", "Name"]);
    assert_eq!(rows[0].cells, ["1", "2", "3", "4", "Ana"]);
    assert!(rows[0].problems.is_empty());
    let notes = table.sniffed().notes.join("\n");
    assert!(
        notes.contains("More than one column is called \"Phone\"") && notes.contains("Column 4 has no header"),
        "{notes}"
    );
    assert!(notes.contains("Empty columns at the right are left out: 2."), "{notes}");
}

#[test]
fn a_file_without_header_gets_numbered_columns() {
    let (table, rows) = read(b"Ana,1985-03-04,12\nMei,1970-01-01,15\n");
    assert_eq!(table.sniffed().header_line, None);
    assert_eq!(names(&table), ["Column 1", "Column 2", "Column 3"]);
    assert_eq!(rows.len(), 2);
}

#[test]
fn a_person_can_point_out_the_header() {
    let options = ReadOptions { header: Header::Line(2), ..ReadOptions::default() };
    let (table, rows) = read_with(b"a,b\n2023,2024\nx,y\n", options);
    assert_eq!(names(&table), ["2023", "2024"]);
    assert_eq!(rows[0].line, 3);
}

#[test]
fn ragged_rows_are_reported_and_keep_every_cell() {
    let (_, rows) = read(b"A,B,C\nx,y\nx,y,z,more,\nx,y,z,,\n");
    assert_eq!(rows[0].cells, ["x", "y", ""]);
    assert_eq!(rows[0].problems[0].kind, ProblemKind::MissingCells);
    assert!(!rows[0].is_broken());
    assert_eq!(rows[1].extra, ["more", ""]);
    assert_eq!(rows[1].problems[0].kind, ProblemKind::ExtraCells);
    assert!(rows[1].is_broken());
    assert!(rows[2].problems.is_empty() && rows[2].extra.is_empty());
}

#[test]
fn an_unclosed_quote_costs_one_row_only() {
    let file = "Name,Note,City\nAna,\"never closed,Lima\nMei,fine,Oslo\nRuth,\"a, b\",Rome\nJordan,x,Bern\n";
    let (_, rows) = read(file.as_bytes());
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0].problems[0].kind, ProblemKind::UnclosedQuote);
    assert!(rows[0].problems[0].message.contains("line 2"), "{}", rows[0].problems[0]);
    assert_eq!(rows[0].cells, ["Ana", "\"never closed", "Lima"]);
    assert_eq!(rows[2].cells, ["Ruth", "a, b", "Rome"]);
    assert!(rows[1..].iter().all(|r| r.problems.is_empty()));
}

#[test]
fn a_quote_that_is_open_at_the_end_is_found() {
    let (_, rows) = read(b"A,B\n1,2\n3,\"four\nfive,six\n");
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[1].problems[0].kind, ProblemKind::UnclosedQuote);
    assert_eq!(rows[2].cells, ["five", "six"]);
    assert_eq!(rows[2].line, 4);
}

#[test]
fn text_after_a_closing_quote_is_kept_with_a_warning() {
    let (_, rows) = read(b"A,B\n\"Jo\" Smith,2\n");
    assert_eq!(rows[0].cells, ["Jo Smith", "2"]);
    assert_eq!(rows[0].problems[0].kind, ProblemKind::StrayQuote);
    assert!(!rows[0].is_broken());
}

#[test]
fn huge_rows_and_cells_are_refused_without_being_held() {
    let options = ReadOptions { max_row_bytes: 1000, max_cell_chars: 50, ..ReadOptions::default() };
    let file = format!("A,B\nx,{}\ny,{}\n\"{}\nz,fine\n", "a".repeat(100_000), "b".repeat(60), "c".repeat(5000));
    let (_, rows) = read_with(file.as_bytes(), options);
    let kinds: Vec<Option<ProblemKind>> = rows.iter().map(|r| r.problems.first().map(|p| p.kind)).collect();
    assert_eq!(kinds, [Some(ProblemKind::TooLong), Some(ProblemKind::TooLong), Some(ProblemKind::TooLong), None]);
    assert_eq!(rows.iter().map(|r| r.line).collect::<Vec<_>>(), [2, 3, 4, 5]);
    assert!(rows.iter().all(|r| r.cells.iter().all(|c| c.chars().count() <= 50)));
}

#[test]
fn nul_characters_are_left_out_and_reported() {
    let (_, rows) = read(b"Name,City\nA\0na,Lima\nMei,Oslo\n");
    assert_eq!(rows[0].cells, ["Ana", "Lima"]);
    assert_eq!(rows[0].problems[0].kind, ProblemKind::HiddenCharacters);
    assert!(rows[1].problems.is_empty());
}

#[test]
fn empty_files_have_no_columns_and_no_rows() {
    for file in [&b""[..], b"\xEF\xBB\xBF", b"\n\n\r\n", b",,,\n"] {
        let (table, rows) = read(file);
        assert!(table.columns().is_empty(), "{file:?}");
        assert!(rows.iter().all(|r| r.kind == RowKind::Blank));
    }
}

#[test]
fn a_hundred_lost_quotes_do_not_make_a_file_slow() {
    let file = format!("A,B\n{}", "x,\"y\n".repeat(20_001));
    let (table, rows) = read(file.as_bytes());
    assert_eq!(rows.len() as u64, table.rows_read());
    assert!(rows.len() > 15_000);
}

#[test]
fn thousands_of_columns_with_one_name_stay_quick() {
    let file = format!("{}\n{}\n", vec!["a"; 20_000].join(","), vec!["1"; 20_000].join(","));
    let (table, rows) = read(file.as_bytes());
    assert_eq!(table.columns().len(), 16_384);
    assert_eq!(table.columns().last().unwrap().name, "a (16384)");
    assert!(table.sniffed().notes.len() < 30);
    assert_eq!(rows[0].problems[0].kind, ProblemKind::ExtraCells);
    assert_eq!(rows[0].extra.len(), 20_000 - 16_384);
}

#[test]
fn guarded_headers_lose_their_guard() {
    let (table, _) = read(b"'@handle,Name\nana,Ana\n");
    assert_eq!(names(&table), ["@handle", "Name"]);
}

#[test]
fn broken_rows_and_headers_with_more_are_never_passed_over() {
    let options = ReadOptions { max_row_bytes: 100, ..ReadOptions::default() };
    let file = format!("Name,City\nAna,Lima\n{}Ruth,Rome\nName,City,Oslo\n", " ".repeat(200));
    let (_, rows) = read_with(file.as_bytes(), options);
    let found: Vec<_> = rows.iter().map(|r| (r.kind, r.problems.first().map(|p| p.kind))).collect();
    let expected = [None, Some(ProblemKind::TooLong), Some(ProblemKind::ExtraCells)];
    assert_eq!(found, expected.map(|problem| (RowKind::Data, problem)));
}
