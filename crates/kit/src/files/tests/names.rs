//! Names that people and machines give to files.

use super::super::*;
use proptest::prelude::*;

#[test]
fn a_good_name_stays_and_a_misleading_one_is_put_right() {
    let shown = [
        ("Plan for May.pdf", "Plan for May.pdf"),
        ("SCAN.PDF", "SCAN.pdf"),
        ("C:\\Users\\ana\\plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("plan.pdf.exe", "plan.pdf.exe.pdf"),
        ("gpj.\u{202e}fdp.exe", "gpj. fdp.exe.pdf"),
        ("a\r\nSet-Cookie: x", "a Set-Cookie x.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        (".pdf", "pdf.pdf"),
        ("план.pdf", "план.pdf"),
    ];
    for (original, expected) in shown {
        assert_eq!(display_name(original, FileKind::Pdf), expected, "{original:?}");
    }
    assert_eq!(display_name("me.jpeg", FileKind::Jpeg), "me.jpg");
}

#[test]
fn the_header_carries_both_spellings() {
    assert_eq!(
        content_disposition("Plan \"José\" 50%.pdf", Showing::Download),
        "attachment; filename=\"Plan _Jos__ 50_.pdf\"; filename*=UTF-8''Plan%20%22Jos%C3%A9%22%2050%25.pdf"
    );
    assert!(content_disposition("me.jpg", Showing::Inline).starts_with("inline; "));
}

#[test]
fn content_types_and_extensions_lead_back_to_their_kind() {
    for kind in FileKind::all() {
        assert_eq!(FileKind::from_content_type(kind.content_type()), Some(kind));
        assert_eq!(FileKind::from_name(&format!("a.{}", kind.extension())), Some(kind));
    }
    assert_eq!(FileKind::from_content_type("IMAGE/HEIF; x=y"), Some(FileKind::Heic));
    assert_eq!(FileKind::from_name("jpg"), None);
}

proptest! {
    #[test]
    fn any_name_becomes_one_that_is_safe(original in any::<String>()) {
        let name = display_name(&original, FileKind::Png);
        prop_assert!(name.ends_with(".png") && name.len() > 4);
        prop_assert!(name.chars().count() <= 104);
        let turns_around = name.contains('\u{202e}');
        prop_assert!(!turns_around && !name.contains(['/', '\\', '"']) && !name.chars().any(char::is_control));
        prop_assert!(!name.starts_with('.'));
        prop_assert_eq!(display_name(&name, FileKind::Png), name);
    }

    #[test]
    fn any_name_becomes_a_header(name in any::<String>()) {
        let header = content_disposition(&name, Showing::Download);
        prop_assert!(http::HeaderValue::from_str(&header).is_ok());
        prop_assert_eq!(header.matches('"').count(), 2);
    }
}
