use std::collections::BTreeSet;

use crate::rules::Rules;
use crate::rules::lists::List;

fn list(id: &str) -> &'static List {
    Rules::shipped().lists.get(id).unwrap()
}

#[test]
fn the_competencies_are_twelve_groups_of_sixty_two_items() {
    let list = list("competencies");
    let groups = list.items.iter().filter(|item| item.under.is_none()).count();
    assert_eq!((groups, list.items.len() - groups), (12, 62));
    assert_eq!(list.details("v").count(), 5);
}

#[test]
fn race_and_ethnicity_has_seven_categories_that_can_be_declined() {
    let list = list("race_ethnicity");
    let top: Vec<_> = list.items.iter().filter(|item| item.under.is_none() && !item.declines).collect();
    assert_eq!(top.len(), 7);
    assert!(list.declinable && list.self_report_only);
    assert_eq!(list.details("mena").count(), 7);
}

#[test]
fn every_question_about_a_person_can_be_declined() {
    for id in [
        "race_ethnicity",
        "gender_identity",
        "pronouns",
        "languages",
        "interpreter",
        "disability",
        "veteran",
        "housing",
        "justice_involvement",
    ] {
        assert!(list(id).items.iter().any(|item| item.key == "prefer_not_to_say" && item.declines), "{id}");
    }
}

#[test]
fn only_reaching_someone_can_be_billed() {
    let billable: Vec<_> =
        list("contact_outcomes").items.iter().filter(|item| !item.never_billed).map(|item| item.key.as_str()).collect();
    assert_eq!(billable, ["reached"]);
}

#[test]
fn every_status_can_be_reached_and_left() {
    let steps = &Rules::shipped().transitions;
    let from: BTreeSet<_> = steps.iter().map(|step| step.from.as_str()).collect();
    let to: BTreeSet<_> = steps.iter().map(|step| step.to.as_str()).collect();
    for status in &list("participant_statuses").items {
        assert!(from.contains(status.key.as_str()), "nobody can leave {}", status.key);
        assert!(status.key == "inquiry" || to.contains(status.key.as_str()), "nobody can reach {}", status.key);
    }
}

#[test]
fn a_closed_door_opens_without_a_second_intake() {
    let after_closing: Vec<_> =
        Rules::shipped().transitions.iter().filter(|step| step.from == "closed").map(|step| step.to.as_str()).collect();
    assert_eq!(after_closing, ["re_engaged"]);
}

#[test]
fn every_place_has_a_two_digit_code_and_a_setting() {
    for place in &list("places").items {
        let code = place.codes.get("pos").unwrap();
        assert!(code.len() == 2 && code.chars().all(|c| c.is_ascii_digit()), "{}", place.key);
        assert!(list("settings").item(place.under.as_deref().unwrap()).is_some(), "{}", place.key);
    }
}

#[test]
fn a_key_that_left_the_list_is_shown_as_it_is() {
    assert_eq!(list("modes").label_of("phone"), "Phone");
    assert_eq!(list("modes").label_of("telegraph"), "telegraph");
}
