//! A note for two over the wire: sent before signing, answered, signed, talked about, held back, taken along.

use axum::http::StatusCode;

use super::{
    House,
    contacts::{get, on_each_engine, post},
};

const NOTE: [(&str, &str); 11] = [
    ("kind", "one_on_one"),
    ("template", "peer_narrative"),
    ("outcome", "reached"),
    ("date", "2026-05-14"),
    ("start", "12:05"),
    ("end", "12:50"),
    ("mode", "in_person"),
    ("place", "community"),
    ("section.mattered", "Jordan wanted to feel okay about going back to school."),
    ("section.together", "We read the letter twice."),
    ("step1", "bring the form"),
];

/// No message is missing: a key that has no words is shown as it is.
fn has_words(page: &str) {
    for key in ["together-", "me-notes-", "me-together-", "me-record-"] {
        for place in page.split(key).skip(1) {
            let word: String = place.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
            // Ids of headings end in -title, those of hints in -hint.
            let is_id = matches!(word.as_str(), "" | "title" | "hint");
            assert!(is_id, "{key}{word} has no words");
        }
    }
}

/// Ana begins a note about Jordan; the path of its draft.
async fn begin(house: &House) -> String {
    let jordan = house.cast.jordan.to_string();
    let begun = post(house, "ana", "/contacts/drafts", &[("participant", &jordan), ("kind", "one_on_one")]).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.page);
    begun.location
}

/// Where a page's first link that begins so leads to.
fn link<'p>(page: &'p str, begin: &str) -> &'p str {
    let from = page.find(&format!("href=\"{begin}")).unwrap_or_else(|| panic!("no link to {begin} in {page}"));
    page[from + 6..].split('"').next().unwrap()
}

/// Ana signs a note about Jordan; its id.
async fn signed(house: &House) -> String {
    let draft = begin(house).await;
    let signed = post(house, "ana", &format!("{draft}/signature"), &NOTE).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.page);
    signed.location.rsplit('/').next().unwrap().to_owned()
}

#[test]
fn a_note_is_sent_answered_and_signed_with_the_answer() {
    on_each_engine(async |house| {
        let draft = begin(house).await;
        let sent = post(house, "ana", &format!("{draft}/sending"), &NOTE).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.page);
        let list = get(house, "jordan", "/me/notes").await;
        has_words(&list.page);
        let path = link(&list.page, "/me/reading/").to_owned();
        let reading = get(house, "jordan", &path).await;
        has_words(&reading.page);
        assert!(reading.page.contains("We read the letter twice.") && reading.page.contains("bring the form"));
        for who in ["sol", "ana", "ruth"] {
            assert_eq!(get(house, who, &path).await.status, StatusCode::NOT_FOUND, "{who}");
        }
        let nothing = post(house, "jordan", &path, &[("view", ""), ("words", " ")]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        let said = [("view", "disagrees"), ("words", "Only once, and I read it.")];
        assert_eq!(post(house, "jordan", &path, &said).await.status, StatusCode::SEE_OTHER);
        let editor = get(house, "ana", &draft).await;
        has_words(&editor.page);
        assert!(editor.page.contains("Only once, and I read it."));
        assert!(!editor.page.contains("name=\"participant_words\""), "the answer cannot be typed over");
        let mut form = NOTE.to_vec();
        form.push(("draft_base", "9"));
        let signed = post(house, "ana", &format!("{draft}/signature"), &form).await;
        assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.page);
        for (who, path) in [("marcus", signed.location.clone()), ("marcus", format!("{}/print", signed.location))] {
            let note = get(house, who, &path).await;
            has_words(&note.page);
            assert!(note.page.contains("does not agree with the note"), "{path}");
            assert!(note.page.contains("Only once, and I read it."), "{path}");
        }
        assert_eq!(
            get(house, "jordan", &path).await.location,
            format!("/me/notes/{}", signed.location.rsplit('/').next().unwrap())
        );
    });
}

#[test]
fn two_read_on_one_screen_and_sign() {
    on_each_engine(async |house| {
        let draft = begin(house).await;
        let mut form = NOTE.to_vec();
        form.push(("do", "together"));
        let kept = post(house, "ana", &draft, &form).await;
        assert_eq!(kept.location, format!("{draft}/together"));
        let screen = get(house, "ana", &kept.location).await;
        has_words(&screen.page);
        assert!(screen.page.contains("We read the letter twice."));
        let said =
            [("participant_words", "Yes."), ("together_how", "together"), ("together_view", "agrees"), ("do", "sign")];
        let signed = post(house, "ana", &kept.location, &said).await;
        assert!(
            signed.location.starts_with("/contacts/") && !signed.location.contains("drafts"),
            "{}",
            signed.location
        );
        let note = get(house, "ana", &signed.location).await;
        assert!(note.page.contains("agrees with the note"));
        let own = get(house, "jordan", &format!("/me/notes/{}", signed.location.rsplit('/').next().unwrap())).await;
        has_words(&own.page);
        assert!(own.page.contains("You said that you agree."));
    });
}

#[test]
fn what_is_said_of_a_note_is_answered_and_goes_where_the_note_goes() {
    on_each_engine(async |house| {
        let id = signed(house).await;
        let (own, note) = (format!("/me/notes/{id}"), format!("/contacts/{id}"));
        assert!(!get(house, "ana", &note).await.page.contains("/answers\""), "there is nothing to answer yet");
        let said = [("kind", "disagreement"), ("words", "We never read a letter.")];
        assert_eq!(post(house, "jordan", &format!("{own}/comments"), &said).await.status, StatusCode::SEE_OTHER);
        assert!(get(house, "ana", "/day").await.page.contains("Answer what someone said of a note"));
        let shown = get(house, "ana", &note).await;
        has_words(&shown.page);
        assert!(shown.page.contains("Statement of disagreement"));
        let answer =
            post(house, "ana", &format!("{note}/answers"), &[("answer", "I mixed up the days. Thank you.")]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.page);
        assert!(!get(house, "ana", "/day").await.page.contains("Answer what someone said of a note"));
        let export = format!("/people/{}/export", house.cast.jordan);
        let places = [
            ("jordan", own.clone()),
            ("jordan", format!("{own}/print")),
            ("jordan", "/me/record/print".to_owned()),
            ("jordan", "/me/record/page".to_owned()),
            ("jordan", "/me/record/data".to_owned()),
            ("marcus", note.clone()),
            ("marcus", format!("{note}/print")),
            ("marcus", export),
        ];
        for (who, path) in places {
            let seen = get(house, who, &path).await;
            assert_eq!(seen.status, StatusCode::OK, "{path} as {who}");
            has_words(&seen.page);
            assert!(seen.page.contains("We never read a letter."), "{path} as {who}");
            assert!(seen.page.contains("I mixed up the days. Thank you."), "{path} as {who}");
        }
        let audit = get(house, "ruth", "/admin/audit?action=export").await;
        assert!(audit.page.contains("Jordan Rivera"), "taking a record along is written down");
    });
}

#[test]
fn a_note_that_is_held_back_is_on_the_directors_list_and_on_no_page_of_the_person() {
    on_each_engine(async |house| {
        let id = signed(house).await;
        let (own, note) = (format!("/me/notes/{id}"), format!("/contacts/{id}"));
        assert_eq!(get(house, "jordan", &own).await.status, StatusCode::OK);
        let form = get(house, "ana", &format!("{note}/hiding")).await;
        has_words(&form.page);
        let refused = post(house, "ana", &format!("{note}/hiding"), &[("exception", "preventing_harm")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        has_words(&refused.page);
        let why = [
            ("exception", "preventing_harm"),
            ("reason", "It names where somebody else lives now."),
            ("review_on", "2026-06-14"),
        ];
        assert_eq!(post(house, "ana", &format!("{note}/hiding"), &why).await.status, StatusCode::SEE_OTHER);
        for path in [own.clone(), format!("{own}/print")] {
            assert_eq!(get(house, "jordan", &path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        for path in ["/me/notes", "/me/record/print", "/me/record/page", "/me/record/data"] {
            let seen = get(house, "jordan", path).await;
            assert!(!seen.page.contains("We read the letter twice.") && !seen.page.contains(&id), "{path}");
            let is_told =
                seen.page.contains("is not shown here right now") || seen.page.contains("\"is_part_held_back\": true");
            assert!(is_told, "{path} says that something is held back");
        }
        let held = get(house, "marcus", &note).await;
        assert!(held.page.contains("It names where somebody else lives now."));
        let list = get(house, "ruth", "/admin/hidden-notes").await;
        has_words(&list.page);
        assert!(list.page.contains("It names where somebody else lives now.") && list.page.contains("Jordan Rivera"));
        assert!(!list.page.contains("We read the letter twice."), "the list does not say what the note says");
        assert_eq!(get(house, "marcus", "/admin/hidden-notes").await.status, StatusCode::NOT_FOUND);
        let shown = post(house, "ana", &format!("{note}/showing"), &[("ended_words", "They moved.")]).await;
        assert_eq!(shown.status, StatusCode::SEE_OTHER);
        assert_eq!(get(house, "jordan", &own).await.status, StatusCode::OK);
    });
}
