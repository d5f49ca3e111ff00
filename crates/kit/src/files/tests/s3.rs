//! The same through an S3-compatible server: a small one in this process that keeps objects in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::super::*;
use super::{KEY, contents, named, pdf, put};
use crate::config::{FilesConfig, SecretText};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::TryStreamExt as _;

#[derive(Clone, Default)]
struct Bucket {
    objects: Arc<Mutex<BTreeMap<String, Bytes>>>,
    parts: Arc<Mutex<BTreeMap<String, Bytes>>>,
    unsigned: Arc<Mutex<u32>>,
}

async fn serve(State(bucket): State<Bucket>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let path = head.uri.path().to_owned();
    let query = head.uri.query().unwrap_or_default().to_owned();
    let authorization = head.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if !authorization.is_some_and(|value| value.contains("Credential=harbor-key/")) {
        *bucket.unsigned.lock().unwrap() += 1;
    }
    let mut objects = bucket.objects.lock().unwrap();
    let mut parts = bucket.parts.lock().unwrap();
    let etag = [(header::ETAG, "\"tag\"")];
    match head.method {
        Method::GET if query.contains("list-type=2") => list(&objects).into_response(),
        Method::GET => match objects.get(&path) {
            Some(bytes) => {
                (etag, [(header::LAST_MODIFIED, "Wed, 21 Oct 2026 07:28:00 GMT")], bytes.clone()).into_response()
            }
            None => StatusCode::NOT_FOUND.into_response(),
        },
        Method::POST if query.contains("uploads") => {
            "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>".into_response()
        }
        Method::POST => {
            let whole: Vec<u8> = parts.values().flatten().copied().collect();
            parts.clear();
            objects.insert(path, whole.into());
            "<CompleteMultipartUploadResult><ETag>tag</ETag></CompleteMultipartUploadResult>".into_response()
        }
        Method::PUT if query.contains("partNumber") => {
            parts.insert(query, body);
            etag.into_response()
        }
        Method::PUT => {
            objects.insert(path, body);
            etag.into_response()
        }
        Method::DELETE if query.contains("uploadId") => {
            parts.clear();
            StatusCode::NO_CONTENT.into_response()
        }
        Method::DELETE => {
            objects.remove(&path);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

fn list(objects: &BTreeMap<String, Bytes>) -> String {
    let row = |(path, bytes): (&String, &Bytes)| {
        let key = path.strip_prefix("/attachments/").unwrap();
        format!(
            "<Contents><Key>{key}</Key><Size>{}</Size><LastModified>2026-10-21T07:28:00Z</LastModified></Contents>",
            bytes.len()
        )
    };
    format!("<ListBucketResult>{}</ListBucketResult>", objects.iter().map(row).collect::<String>())
}

async fn bucket() -> (Bucket, Files) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let bucket = Bucket::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = Router::new().fallback(serve).with_state(bucket.clone());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let config = FilesConfig::S3 {
        bucket: "attachments".to_owned(),
        region: "us-east-1".to_owned(),
        endpoint: Some(format!("http://{address}").parse().unwrap()),
        access_key: SecretText::new("harbor-key"),
        secret_key: SecretText::new("harbor-secret"),
    };
    (bucket, Files::open(&config).unwrap())
}

#[tokio::test]
async fn small_and_large_files_come_back_and_every_request_is_signed() {
    for size in [100, 2 * super::MEGABYTE] {
        let (bucket, files) = bucket().await;
        let stored = put(&files, named("plan.pdf"), pdf(size)).await.unwrap();
        assert_eq!(contents(&files).await, pdf(size));
        assert_eq!(files.measure(KEY).await.unwrap(), Some((stored.bytes, stored.sha256)));
        let listed: Vec<Listed> = files.list().try_collect().await.unwrap();
        assert_eq!(listed, [Listed::File { key: KEY, bytes: stored.bytes }]);
        files.delete(KEY).await.unwrap();
        assert!(files.get(KEY).await.unwrap().is_none());
        assert_eq!(*bucket.unsigned.lock().unwrap(), 0);
    }
}

#[tokio::test]
async fn a_refused_file_leaves_nothing_in_the_bucket() {
    let (bucket, files) = bucket().await;
    let result = put(&files, named("plan.pdf"), pdf(4 * super::MEGABYTE)).await;
    assert!(matches!(result, Err(PutError::Refused(FileProblem::TooLarge { most_mb: 3 }))), "{result:?}");
    assert!(bucket.objects.lock().unwrap().is_empty() && bucket.parts.lock().unwrap().is_empty());
}
