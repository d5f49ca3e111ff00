//! The style guide renders with every shared part; the browser tests look at the pages left in `target/guide`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests fail by panicking"
)]

use askama::Template;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

#[path = "../src/layout/parts.rs"]
mod view;
use view::{Choice, Element, Tab};

struct NavItem {
    label: String,
    href: &'static str,
    icon: &'static str,
    is_current: bool,
    count: Option<i64>,
}

struct Who {
    name: String,
    role: String,
    organization: String,
}

struct Flash {
    text: String,
    tone: String,
    undo: Option<String>,
}

struct Page {
    title: String,
    lang: String,
    nonce: String,
    nav: Vec<NavItem>,
    who: Option<Who>,
    flash: Vec<Flash>,
    theme: String,
    path: String,
    text_size: String,
    languages: Vec<Choice>,
    text_sizes: Vec<Choice>,
    is_device_shared: bool,
    leaving: Option<&'static str>,
    can_add_contact: bool,
    keeping: Option<ground::layout::Keeping>,
    face: Option<ground::public::Face>,
    site_nav: Vec<NavItem>,
}

impl Page {
    fn t(&self, key: &str) -> String {
        message(key, None)
    }

    fn n<'a>(&self, key: &str, name: &'a str, value: impl Into<FluentValue<'a>>) -> String {
        message(key, Some((name, value.into())))
    }

    fn has_far_places(&self) -> bool {
        false
    }

    fn is_far(&self, _place: &usize) -> bool {
        false
    }

    fn is_at_far_place(&self) -> bool {
        false
    }

    fn asset(&self, name: &str) -> &'static str {
        assets::find(assets::url(name)).unwrap_or_else(|| panic!("{name} is not among the assets")).path
    }
}

/// The words for a key; a key without words fails the test.
fn message<'a>(key: &str, arg: Option<(&'a str, FluentValue<'a>)>) -> String {
    let text = concat!(
        include_str!("../../../messages/en/layout.ftl"),
        "\n",
        include_str!("../../../messages/en/reading.ftl")
    );
    let mut bundle = FluentBundle::new(vec!["en".parse().unwrap()]);
    bundle.set_use_isolating(false);
    bundle.add_resource(FluentResource::try_new(text.to_owned()).expect("layout.ftl can be read")).unwrap();
    let pattern = bundle.get_message(key).and_then(|m| m.value()).unwrap_or_else(|| panic!("no message {key}"));
    let mut args = FluentArgs::new();
    if let Some((name, value)) = arg {
        args.set(name, value);
    }
    let mut wrong = Vec::new();
    let words = bundle.format_pattern(pattern, Some(&args), &mut wrong).into_owned();
    assert!(wrong.is_empty(), "{key}: {wrong:?}");
    words
}

struct FieldError {
    field: &'static str,
    words: &'static str,
}

struct Errors(Vec<FieldError>);

impl Errors {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|error| error.field == field).map(|error| error.words)
    }
}

#[derive(Template)]
#[template(path = "guide.html")]
struct Guide {
    page: Page,
    errors: Errors,
    tabs: Vec<Tab>,
    places: Vec<Choice>,
    modes: Vec<Choice>,
    present: Vec<Choice>,
    elements: Vec<Element>,
}

fn page(theme: &str) -> Page {
    let item =
        |label: &str, href, icon, is_current, count| NavItem { label: label.to_owned(), href, icon, is_current, count };
    Page {
        title: "Style guide".to_owned(),
        lang: "en".to_owned(),
        nonce: "bm9uY2U".to_owned(),
        nav: vec![
            item("My day", "/day", "day", false, Some(3)),
            item("People", "/people", "people", true, None),
            item("Team", "/team", "team", false, Some(0)),
            item("Admin", "/admin", "admin", false, None),
        ],
        who: Some(Who {
            name: "Ana Reyes".to_owned(),
            role: "Peer specialist".to_owned(),
            organization: "Harbor Light".to_owned(),
        }),
        flash: vec![Flash {
            text: "Goal set aside.".to_owned(),
            tone: "ok".to_owned(),
            undo: Some("/goals/1/setting-aside/undo".to_owned()),
        }],
        theme: theme.to_owned(),
        path: "/guide".to_owned(),
        text_size: "usual".to_owned(),
        languages: vec![Choice::new("en", "English", true), Choice::new("es", "Español", false)],
        text_sizes: vec![Choice::new("usual", "Usual", true), Choice::new("large", "Large", false)],
        is_device_shared: false,
        leaving: None,
        can_add_contact: true,
        keeping: None,
        face: None,
        site_nav: Vec::new(),
    }
}

fn guide(theme: &str) -> Guide {
    let element =
        |label: &str, href: &str, is_done| Element { label: label.to_owned(), href: href.to_owned(), is_done };
    Guide {
        page: page(theme),
        errors: Errors(vec![
            FieldError { field: "phone", words: "Give all ten digits, such as 555 555 0142." },
            FieldError { field: "mode", words: "Choose how you met." },
        ]),
        tabs: ["Overview", "Goals", "Contacts", "Supporters"]
            .into_iter()
            .enumerate()
            .map(|(index, label)| Tab {
                label: label.to_owned(),
                href: format!("/people/1/{}", label.to_lowercase()),
                is_current: index == 0,
                count: (index == 1).then_some(2),
            })
            .collect(),
        places: vec![Choice::new("home", "At home", false), Choice::new("library", "Library", true)],
        modes: vec![
            Choice::new("in-person", "In person", false),
            Choice::new("phone", "By phone", false).with_hint("Calls only; a text is its own choice"),
            Choice::new("text", "By text", false),
        ],
        present: vec![
            Choice::new("participant", "Jordan", true),
            Choice::new("supporter", "A supporter", false),
            Choice::new("team", "Someone from the team", false),
        ],
        elements: vec![
            element("Start and end", "#start", true),
            element("Where you met", "#place", true),
            element("What Jordan will do next", "#said", false),
            element("A linked goal", "#said", false),
        ],
    }
}

#[test]
fn every_part_renders_in_every_theme() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("guide");
    std::fs::create_dir_all(&folder).unwrap();
    for theme in ["auto", "light", "dark"] {
        let html = guide(theme).render().unwrap();
        assert!(html.contains(&format!("data-theme=\"{theme}\"")));
        std::fs::write(folder.join(format!("{theme}.html")), html).unwrap();
    }
    for asset in assets::all() {
        let file = folder.join(asset.path.trim_start_matches('/'));
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, asset.identity).unwrap();
    }
}

#[test]
fn an_error_stands_beside_its_field_and_is_tied_to_it() {
    let html = guide("auto").render().unwrap();
    assert!(
        html.contains(r#"aria-describedby="phone-hint phone-error" aria-invalid="true""#),
        "the control names both"
    );
    assert!(html.contains(r#"id="phone-error""#) && html.contains(r##"href="#phone""##));
    assert!(html.contains(r#"value="555 01""#), "what was typed stays");
}

#[test]
fn what_is_typed_is_shown_as_text_never_as_markup() {
    let mut view = guide("auto");
    view.places = vec![Choice::new("\"><script>", "<script>alert(1)</script>", true)];
    assert!(!view.render().unwrap().contains("<script>alert"));
}

#[test]
fn someone_who_is_not_signed_in_sees_help_but_no_navigation() {
    let mut view = guide("auto");
    view.page.who = None;
    let html = view.render().unwrap();
    assert!(html.contains("tel:988") && html.contains("sms:988"));
    assert!(!html.contains("ac-nav__list") && !html.contains("/sign-out"));
}
