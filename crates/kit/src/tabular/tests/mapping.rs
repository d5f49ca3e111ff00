//! From headers to records.

use super::super::dates::{DateOrder, DateRules};
use super::super::{
    Choice, Column, Field, Kind, MappedColumn, Mapping, Problem, ProblemKind, Profile, ReadOptions, RowKind, Schema,
    Summary, Table, Value, suggest,
};

fn schema() -> Schema {
    let gender = Kind::Choice(vec![Choice::new("man", "Man", &["male"]), Choice::new("woman", "Woman", &["female"])]);
    Schema::new(
        "people",
        vec![
            Field::new("given_name", "First name", Kind::Text { max_chars: 40 })
                .required()
                .aliases(&["FIRST", "nombre"]),
            Field::new("family_name", "Last name", Kind::Text { max_chars: 40 }).aliases(&["LAST", "surname"]),
            Field::new("birth_date", "Birth date", Kind::Date).aliases(&["DOB", "date of birth"]),
            Field::new("gender", "Gender", gender),
            Field::new("seen_at", "Seen at", Kind::Moment),
            Field::new("phone", "Phone", Kind::Phone),
            Field::new("wants_texts", "Wants texts", Kind::YesNo),
        ],
    )
}

fn people() -> Mapping {
    Mapping { target: "people".to_owned(), ..Mapping::default() }
}

fn columns(names: &[&str]) -> Vec<Column> {
    names.iter().map(|name| Column { name: (*name).to_owned(), samples: Vec::new() }).collect()
}

fn column(source: &str, field: &str) -> MappedColumn {
    MappedColumn { source: source.to_owned(), field: field.to_owned(), ..MappedColumn::default() }
}

fn kinds(problems: &[Problem]) -> Vec<ProblemKind> {
    problems.iter().map(|p| p.kind).collect()
}

#[test]
fn headers_are_matched_by_alias_order_of_words_and_slips_of_spelling() {
    let guesses =
        suggest(&schema(), &columns(&["Frist Name", "LAST", "Date Birth", "dob", "Gendre", "Notes", "Phone"]));
    let pairs: Vec<(&str, &str)> = guesses.iter().map(|g| (g.source.as_str(), g.field.as_str())).collect();
    assert!(pairs.contains(&("Frist Name", "given_name")), "{pairs:?}");
    assert!(pairs.contains(&("LAST", "family_name")));
    assert!(pairs.contains(&("dob", "birth_date")), "the surer of two columns wins: {pairs:?}");
    assert!(!pairs.iter().any(|p| p.0 == "Notes" || p.0 == "Date Birth"));
    assert!(guesses.windows(2).all(|w| w[0].confidence >= w[1].confidence));
}

#[test]
fn a_saved_mapping_reads_back_the_same() {
    let mut mapping = Mapping::suggested("Old system", &schema(), &columns(&["FIRST", "LAST", "DOB", "Gender"]));
    mapping.columns[3].values.insert("M".to_owned(), "man".to_owned());
    mapping.columns[2].dates.order = DateOrder::DayFirst;
    mapping.fixed.insert("wants_texts".to_owned(), "no".to_owned());
    mapping.zone = Some("America/New_York".to_owned());
    let json = serde_json::to_string(&mapping).unwrap();
    assert_eq!(serde_json::from_str::<Mapping>(&json).unwrap(), mapping);
    assert!(mapping.missing_sources(&columns(&["first", "Last ", "d.o.b.", "gender", "Extra"])).is_empty());
    assert_eq!(mapping.missing_sources(&columns(&["First", "LAST"])), ["DOB", "Gender"]);
    let text = toml::to_string(&mapping).unwrap();
    assert_eq!(toml::from_str::<Mapping>(&text).unwrap(), mapping);
}

#[test]
fn a_plan_says_everything_that_must_be_settled_first() {
    let mapping = Mapping {
        target: "goals".to_owned(),
        zone: Some("Mars/Olympus".to_owned()),
        columns: vec![
            column("Nope", "family_name"),
            column("DOB", "birthday"),
            column("A", "phone"),
            column("B", "phone"),
        ],
        ..people()
    };
    let problems = mapping.plan(&schema(), &columns(&["A", "B", "DOB"]), None).unwrap_err();
    let expected = [
        ProblemKind::BadSetting,
        ProblemKind::BadSetting,
        ProblemKind::MissingColumn,
        ProblemKind::UnknownField,
        ProblemKind::FieldTwice,
        ProblemKind::MissingColumn,
    ];
    assert_eq!(kinds(&problems), expected);
    assert_eq!(problems[5].field.as_deref(), Some("given_name"));
}

/// Reads a file by a mapping, as an import does.
fn import(file: &str, mapping: &Mapping) -> Result<(Vec<super::super::Applied>, Summary), Vec<Problem>> {
    let profile = Profile::of(Table::open(file.as_bytes(), ReadOptions::default()).unwrap()).unwrap();
    let mut table = Table::open(file.as_bytes(), ReadOptions::default()).unwrap();
    let plan = mapping.plan(&schema(), table.columns(), Some(&profile))?;
    let (mut applied, mut summary) = (Vec::new(), Summary::new(2));
    while let Some(row) = table.next_row().unwrap() {
        if row.kind == RowKind::Data {
            let one = plan.apply(&row);
            summary.add(&one, &[]);
            applied.push(one);
        } else {
            summary.pass_over(&row);
        }
    }
    assert!(summary.accounts_for(table.rows_read()));
    Ok((applied, summary))
}

#[test]
fn values_are_mapped_defaulted_and_typed() {
    let mut mapping = Mapping {
        zone: Some("America/New_York".to_owned()),
        columns: vec![
            column("First", "given_name"),
            column("DOB", "birth_date"),
            column("Sex", "gender"),
            column("Seen", "seen_at"),
            column("Texts?", "wants_texts"),
        ],
        ..people()
    };
    mapping.columns[2].values = [("m".to_owned(), "man".to_owned()), ("U".to_owned(), String::new())].into();
    mapping.columns[4].default = Some("no".to_owned());
    let file = "First,DOB,Sex,Seen,Texts?\nJordan,12/25/1990,M,2024-05-14 14:30,Y\nAna,3/4/1985,Female,,\nNull,N/A,u,2024-11-03 01:30,-\n";
    let (rows, summary) = import(file, &mapping).unwrap();
    let jordan = &rows[0].record;
    assert_eq!(jordan.text("gender"), Some("man"));
    assert_eq!(jordan.date("birth_date").unwrap().to_string(), "1990-12-25");
    assert_eq!(jordan.instant("seen_at").unwrap().to_string(), "2024-05-14T18:30:00Z");
    assert_eq!(jordan.yes_no("wants_texts"), Some(true));
    assert_eq!(rows[1].record.date("birth_date").unwrap().to_string(), "1985-03-04", "the column proves month first");
    assert_eq!((rows[1].record.text("gender"), rows[1].record.yes_no("wants_texts")), (Some("woman"), Some(false)));
    assert_eq!(rows[2].record.get("given_name"), Some(&Value::Text("Null".to_owned())));
    assert_eq!(rows[2].record.get("gender"), None);
    assert_eq!(kinds(&rows[2].problems), [ProblemKind::UncertainTime]);
    assert_eq!((summary.ok, summary.with_warnings, summary.with_errors), (3, 1, 0));
}

#[test]
fn dates_that_stay_open_stop_the_plan_until_someone_chooses() {
    let mut mapping = Mapping { columns: vec![column("First", "given_name"), column("DOB", "birth_date")], ..people() };
    let file = "First,DOB\nJordan,3/4/1990\nAna,5/6/1985\n";
    let problems = import(file, &mapping).unwrap_err();
    assert_eq!(kinds(&problems), [ProblemKind::AmbiguousDate]);
    assert_eq!(problems[0].value.as_deref(), Some("3/4/1990"));
    mapping.columns[1].dates = DateRules { order: DateOrder::DayFirst, ..DateRules::default() };
    let (rows, _) = import(file, &mapping).unwrap();
    assert_eq!(rows[0].record.date("birth_date").unwrap().to_string(), "1990-04-03");
}

#[test]
fn every_problem_of_a_row_is_told_and_counted() {
    let mapping = Mapping {
        columns: vec![
            column("First", "given_name"),
            column("DOB", "birth_date"),
            column("Phone", "phone"),
            column("Sex", "gender"),
        ],
        ..people()
    };
    let file = "First,DOB,Phone,Sex\n,soon,call me,Q\n,,,\nAna,1985-03-04,617-555-0100,woman\nFirst,DOB,Phone,Sex\nMei,1970-01-01,1,woman,extra\n";
    let (rows, summary) = import(file, &mapping).unwrap();
    assert_eq!(
        kinds(&rows[0].problems),
        [ProblemKind::MissingValue, ProblemKind::NotADate, ProblemKind::NotAPhone, ProblemKind::NotAChoice]
    );
    assert_eq!(
        rows[0].problems[1].to_string(),
        "line 2, column \"DOB\": This isn't a date that can be read. Write it like 2024-05-14 or 14 May 2024."
    );
    assert_eq!(kinds(&rows[2].problems), [ProblemKind::ExtraCells], "a broken row gets no guesses about its cells");
    assert_eq!(
        (summary.rows, summary.ok, summary.with_errors, summary.blank, summary.repeated_headers),
        (5, 1, 2, 1, 1)
    );
    assert_eq!((summary.problems.len(), summary.problem_count(), summary.unlisted()), (2, 5, 3));
    assert!(
        serde_json::to_string(&summary).unwrap().contains("\"kind\":\"not-a-phone\",\"column\":\"Phone\",\"count\":1")
    );
}
