//! A photo on a record, over the wire: who brings it, who sees it, and what is never taken.

use axum::http::{StatusCode, header};

use super::{
    House,
    contacts::{get, on_each_engine, post, send},
};

/// One grey point, as small as a PNG gets, with a comment that says where it was taken.
fn png() -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let chunks: [(&[u8], &[u8], u32); 4] = [
        (b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0], 0x3a7e_9b55),
        (b"tEXt", b"Comment\0Taken at home", crc(b"tEXtComment\0Taken at home")),
        (b"IDAT", &[0x78, 0x9c, 0x63, 0x68, 0, 0, 0, 0x82, 0, 0x81], crc(b"IDAT\x78\x9c\x63\x68\0\0\0\x82\0\x81")),
        (b"IEND", &[], 0xae42_6082),
    ];
    for (kind, content, sum) in chunks {
        file.extend(u32::try_from(content.len()).unwrap().to_be_bytes());
        file.extend(kind);
        file.extend(content);
        file.extend(sum.to_be_bytes());
    }
    file
}

/// The sum that ends a chunk (ISO 3309, as PNG uses it).
fn crc(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 })
    };
    !bytes.iter().fold(u32::MAX, step)
}

async fn bring(house: &House, who: &str, path: &str, name: &str, kind: &str, content: &[u8]) -> StatusCode {
    let head = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n"
    );
    let body = [head.as_bytes(), content, b"\r\n--edge--\r\n"].concat();
    send(house, who, path, "multipart/form-data; boundary=edge", body).await.status
}

#[test]
fn a_photo_stands_in_the_head_of_the_record_for_those_who_may_see_it() {
    on_each_engine(async |house| {
        let person = format!("/people/{}", house.cast.jordan);
        let path = format!("{person}/photo");
        assert!(!get(house, "ana", &person).await.page.contains("<img class=\"ac-person__mark"), "an initial as yet");
        assert_eq!(get(house, "ana", &path).await.status, StatusCode::NOT_FOUND);
        for (name, kind, content) in [
            ("me.png", "image/png", b"<script>alert(1)</script>".as_slice()),
            ("me.pdf", "application/pdf", b"%PDF-1.4\n%made up\n%%EOF\n".as_slice()),
        ] {
            assert_eq!(bring(house, "ana", &path, name, kind, content).await, StatusCode::SEE_OTHER);
            assert_eq!(get(house, "ana", &path).await.status, StatusCode::NOT_FOUND, "{name} is no photo");
        }
        assert_eq!(bring(house, "mei", &path, "me.png", "image/png", &png()).await, StatusCode::NOT_FOUND);
        assert_eq!(bring(house, "ana", &path, "me.png", "image/png", &png()).await, StatusCode::SEE_OTHER);
        let head = get(house, "ana", &person).await.page;
        assert!(head.contains(&format!("src=\"{path}?v=")), "{head}");
        let answer = house.ask("GET", &path, Some("marcus")).await;
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "image/png");
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "private, max-age=3600");
        let seen = get(house, "ana", &path).await.page;
        assert!(seen.contains("IHDR") && !seen.contains("Taken at home"), "what tells where it was taken is out");
        for who in ["mei", "omar"] {
            assert_eq!(get(house, who, &path).await.status, StatusCode::NOT_FOUND, "{who}");
        }
        post(house, "ana", &format!("{path}/removal"), &[]).await;
        assert_eq!(get(house, "ana", &path).await.status, StatusCode::NOT_FOUND);
        post(house, "ana", &format!("{path}/return"), &[]).await;
        assert_eq!(get(house, "ana", &path).await.status, StatusCode::OK);
    });
}

#[test]
fn a_photo_that_was_taken_away_is_deleted_after_a_day_and_one_in_use_never() {
    on_each_engine(async |house| {
        let path = format!("/people/{}/photo", house.cast.jordan);
        bring(house, "ana", &path, "old.png", "image/png", &png()).await;
        bring(house, "ana", &path, "new.png", "image/png", &png()).await;
        let forget = async |hours: i64| {
            let now = house.app.moment().now.saturating_add(jiff::SignedDuration::from_hours(hours)).unwrap();
            care::participants::forget_photos(&house.app.db, &house.app.files, now).await.unwrap()
        };
        assert_eq!(forget(23).await, 0);
        assert_eq!(forget(25).await, 1, "the old one");
        assert_eq!(forget(25).await, 0);
        assert_eq!(get(house, "ana", &path).await.status, StatusCode::OK, "the new one is in use");
    });
}
