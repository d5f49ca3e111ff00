use serde::Deserialize;

use super::vectors;
use crate::rules::Rules;
use crate::rules::matrix::{Condition, Matrix, Permission, Reach, Role};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    role: Role,
    permission: Permission,
    reach: Reach,
}

fn matrix() -> &'static Matrix {
    &Rules::shipped().matrix
}

#[test]
fn every_permission_vector_comes_out() {
    for v in vectors::<Vector>("rules/permissions.toml") {
        assert_eq!(matrix().reach(v.role, v.permission), v.reach, "{} {}", v.role, v.permission);
    }
}

#[test]
fn the_table_has_every_pair_and_no_other() {
    assert_eq!(matrix().roles.count(), Role::ALL.len());
    assert_eq!(matrix().permissions.count(), Permission::ALL.len());
    for role in Role::ALL {
        assert_eq!(Role::from_word(role.word()), Some(*role));
        for permission in Permission::ALL {
            assert!(matrix().grant(*role, *permission).is_some());
            assert!(matrix().explain(*role, *permission).contains('“'));
        }
    }
    assert_eq!(Permission::from_word("read_minds"), None);
}

#[test]
fn a_row_without_a_role_and_an_unknown_permission_are_refused() {
    let (_, text) = super::super::FILES.iter().find(|(name, _)| *name == "rules/permissions.toml").unwrap();
    let others: Vec<_> =
        super::super::FILES.iter().filter(|(name, _)| *name != "rules/permissions.toml").copied().collect();
    let read = |text: &str| {
        let mut files = others.clone();
        files.push(("rules/permissions.toml", text));
        Rules::read(&files).unwrap_err()
    };
    let error = read(&text.replacen("auditor = { reach = \"none\" }\n", "", 1));
    assert!(error.text.contains("auditor") && error.key == "grants", "{error}");
    let error = read(&text.replacen("id = \"see_my_day\"", "id = \"see_the_future\"", 1));
    assert_eq!((error.record.as_str(), error.key.as_str()), ("see_the_future", "id"));
    let start = text.find("[[permission]]").unwrap();
    let end = start + text[start + 1..].find("[[permission]]").unwrap() + 1;
    let error = read(&format!("{}{}", &text[..start], &text[end..]));
    assert_eq!((error.record.as_str(), error.text.as_str()), ("see_my_day", "is missing from the table"));
}

#[test]
fn auditors_are_always_time_boxed_and_never_write_about_people() {
    for permission in Permission::ALL {
        let grant = matrix().grant(Role::Auditor, *permission).unwrap();
        if grant.reach == Reach::Program {
            assert_eq!(grant.when, [Condition::TimeBoxed, Condition::ReadOnly], "{permission}");
        }
        if permission.word().starts_with("edit_") || permission.word().starts_with("write_") {
            assert_eq!(grant.reach, Reach::None, "{permission}");
        }
    }
}

#[test]
fn participants_and_supporters_never_reach_beyond_themselves() {
    for role in [Role::Participant, Role::Supporter] {
        for permission in Permission::ALL.iter().filter(|one| **one != Permission::SeePermissions) {
            assert!(matrix().reach(role, *permission) <= Reach::Own, "{role} {permission}");
        }
    }
}

#[test]
fn a_cell_explains_itself_with_its_note() {
    let sentence = matrix().explain(Role::Director, Permission::SeeContacts);
    assert_eq!(
        sentence,
        "Director, “Read contacts and notes”: not allowed. Directors see how many contacts there are and how long they took, not what was said."
    );
}

#[test]
fn the_page_has_a_row_for_every_permission() {
    let page = matrix().as_markdown();
    let header = page.lines().find(|line| line.starts_with("| |")).unwrap();
    assert_eq!(header.matches('|').count(), Role::ALL.len() + 2);
    assert_eq!(
        page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| |")).count(),
        Permission::ALL.len()
    );
    assert!(page.contains("program, until a set day, reading only"));
}
