//! Markdown, the measure of plain words, addresses that may be tried, the form.

use ground::{rules::Rules, schema};
use jiff::civil::date;
use kit::forms::Form;
use url::Url;

use super::{chosen, sleep};
use crate::library::{
    form,
    item::Content,
    level::{self, Said},
    markdown, outside, words,
};

#[test]
fn html_in_the_words_is_shown_and_never_run() {
    for evil in [
        "<script>alert(1)</script>",
        "text <img src=x onerror=alert(1)> text",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<!-- hidden -->",
        "a\n\n<div onclick=\"x\">\n\nb",
    ] {
        let html = markdown::html(evil);
        for tag in ["<script", "<img", "<a ", "<div", "<!--"] {
            assert!(!html.contains(tag), "{evil} became {html}");
        }
        assert!(html.contains("&lt;"), "{evil} became {html}");
    }
}

#[test]
fn links_lead_only_where_links_may_lead() {
    let html = markdown::html(
        "[one](javascript:alert(1)) [two](data:text/html,x) [three](https://a.example/ \"t\") [four](/library) [five](//b.example) <https://c.example> [six](vbscript:x) [seven](tel:988)",
    );
    for (inside, expected) in [
        ("javascript", false),
        ("data:", false),
        ("vbscript", false),
        ("//b.example", false),
        ("href=\"https://a.example/\"", true),
        ("href=\"/library\"", true),
        ("href=\"https://c.example\"", true),
        ("href=\"tel:988\"", true),
    ] {
        assert_eq!(html.contains(inside), expected, "{inside} in {html}");
    }
    assert!(html.contains("one") && html.contains("two"), "the words stay: {html}");
}

#[test]
fn pictures_are_ours_and_described() {
    let ours = "![A moon over a \"roof\" & <b>](/library/files/018f0000-0000-7000-8000-000000000001)";
    let html = markdown::html(ours);
    assert!(html.contains("<img src=\"/library/files/018f0000-0000-7000-8000-000000000001\""), "{html}");
    assert!(!html.contains("<b>") && html.contains("&quot;roof&quot;"), "{html}");
    assert!(markdown::pictures_speak(ours));
    for wrong in ["![](/library/files/018f)", "![x](https://a.example/x.png)", "![x](/library/files/a\" onload=\"x)"] {
        assert!(!markdown::html(wrong).contains("<img"), "{wrong}");
    }
    assert!(!markdown::pictures_speak("![](/library/files/018f)"));
    assert!(!markdown::pictures_speak("![x](https://a.example/x.png)"));
    assert!(markdown::pictures_speak("no picture at all"));
}

#[test]
fn headings_stand_below_the_title_of_the_page() {
    let html = markdown::html("# One\n\n## Two\n\n- a\n- b");
    assert!(html.contains("<h2>One</h2>") && html.contains("<h3>Two</h3>") && !html.contains("<h1>"), "{html}");
    let html = markdown::html("## One\n\n#### Deep\n\n## Two");
    for part in ["<h2>One</h2>", "<h3>Deep</h3>", "<h2>Two</h2>"] {
        assert!(html.contains(part), "{html}");
    }
    let html = markdown::html("### Deep first\n\n# One");
    assert!(html.contains("<h2>Deep first</h2>") && html.contains("<h2>One</h2>"), "{html}");
    assert_eq!(markdown::plain("# One\n\nTwo *three*.\n\n- four"), "One\nTwo three.\nfour\n");
    let found = markdown::links("[a](https://a.example) [b](mailto:x@y.example) <http://c.example>");
    assert_eq!(found, ["https://a.example", "http://c.example"]);
}

#[test]
fn the_measure_is_computed_by_the_formula_of_the_language() {
    let plain = sleep();
    let grade = plain.level_tenths.unwrap();
    assert!(grade < 40, "{grade}");
    assert_eq!(level::measure("en", "Too short."), None);
    assert_eq!(level::measure("ko", &plain.body), None, "no formula for it");
    let hard = "Notwithstanding considerable administrative complications, participation necessitates comprehensive \
        documentation. Organizational responsibilities constitute fundamental prerequisites. Individuals experiencing \
        difficulties should communicate immediately with responsible representatives. Confidentiality considerations \
        necessitate authorization. Unauthorized dissemination constitutes misconduct requiring investigation.";
    let grade = level::measure("en", hard).unwrap();
    assert!(grade > 150, "{grade}");
    assert!(!level::is_plain(&Content { level_tenths: Some(grade), ..sleep() }));
    assert!(level::is_plain(&Content { level_tenths: Some(grade), level_words: "Read it together".into(), ..sleep() }));
    assert!(level::is_plain(&Content { level_tenths: Some(grade), audiences: chosen(&["clinicians"]), ..sleep() }));
    let spanish = "Pruebe una cosa esta noche. Apague la luz grande. Ponga el celular en otro cuarto. Tome leche tibia. \
        Lea una hoja de un libro que ya conoce. Si no se duerme, siéntese un rato en una silla y respire.";
    let clear = level::measure("es", spanish).unwrap();
    assert!(clear > 650, "{clear}");
    assert_eq!(level::said("es", clear), Said::Band(if clear >= 800 { "very-easy" } else { "fairly-easy" }));
    assert_eq!(
        [level::said("en", 41), level::said("en", 0), level::said("en", 60)],
        [Said::Grade(5), Said::Grade(1), Said::Grade(6)]
    );
}

#[test]
fn only_the_open_internet_is_asked() {
    for open in ["https://example.org/a", "http://93.184.216.34/", "https://[2606:2800:220:1::1]/"] {
        assert!(outside::may_try(&Url::parse(open).unwrap()), "{open}");
    }
    for closed in [
        "ftp://example.org/",
        "file:///etc/passwd",
        "https://localhost/",
        "https://printer/",
        "https://ana:secret@example.org/",
        "http://127.0.0.1:8080/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://10.1.2.3/",
        "http://172.20.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://198.18.0.1/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://[::1]/",
        "http://[fd00::1]/",
        "http://[fe80::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[2002:7f00:1::]/",
        "http://[2001:db8::1]/",
    ] {
        assert!(!outside::may_try(&Url::parse(closed).unwrap()), "{closed}");
    }
}

#[test]
fn a_page_that_wants_a_sign_in_is_there_and_a_missing_one_is_not() {
    let found = |status: u16| outside::of_status(reqwest::StatusCode::from_u16(status).unwrap()).found;
    assert_eq!([200, 204, 401, 403, 429].map(found), ["ok"; 5]);
    assert_eq!([404, 410, 500, 301].map(found), ["dead"; 4]);
}

#[test]
fn the_form_says_what_is_wrong_beside_its_field() {
    let words = schema::messages().unwrap().language("en");
    let wrong = Form::from_pairs([
        ("kind", "poem"),
        ("language", "en"),
        ("topics", "sleep"),
        ("topics", "rights"),
        ("topics", "care"),
        ("topics", "people"),
        ("link", "javascript:alert(1)"),
        ("minutes", "9999"),
        ("review_on", "2026-05-14"),
    ]);
    let errors = form::read(&wrong, &words, date(2026, 5, 14)).unwrap_err();
    let mut fields: Vec<&str> = errors.0.iter().map(|error| error.field.as_str()).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["kind", "link", "minutes", "review_on", "title", "topics"]);
}

#[test]
fn what_the_form_shows_reads_back_the_same() {
    let words = schema::messages().unwrap().language("en");
    let kept = form::Kept { content: sleep(), owner: None, review_on: Some(date(2026, 9, 1)) };
    let again = form::read(&form::fill(&kept), &words, date(2026, 5, 14)).unwrap();
    assert_eq!(again, kept);
}

#[test]
fn every_check_of_the_rules_is_one_that_the_program_knows() {
    let known = [
        "told",
        "content",
        "shelved",
        "pictures",
        "right",
        "owned",
        "plain",
        "credited",
        "read_by_lived",
        "read_by_staff",
    ];
    let named: Vec<&str> = Rules::shipped().library_checks.iter().map(|check| check.id.as_str()).collect();
    assert_eq!(named, known);
    assert!(Rules::shipped().checklists.count() >= 3);
}

#[test]
fn small_words_are_left_out_and_letters_folded() {
    assert_eq!(words::words("Cómo dormir: the BIG light, and you"), ["dormir", "big", "light"]);
    assert_eq!(words::asked("a worksheet about sleeping and sleep"), ["worksheet", "sleeping", "about"]);
}
