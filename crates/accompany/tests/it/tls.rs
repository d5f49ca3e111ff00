//! TLS by certificate files, with a certificate that this test makes and trusts.

use std::{io::Write, net::TcpStream, sync::Arc};

use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned, pki_types::CertificateDer};

use crate::{
    browser::{Browser, read_answer},
    program::{Place, configure},
};

#[test]
fn the_program_serves_with_a_certificate_of_its_own() {
    let place = Place::sqlite();
    let made = rcgen::generate_simple_self_signed(vec!["peers.example.org".to_owned()]).unwrap();
    std::fs::write(place.file("chain.pem"), made.cert.pem()).unwrap();
    std::fs::write(place.file("key.pem"), made.signing_key.serialize_pem()).unwrap();
    let (chain, key) = (place.file("chain.pem"), place.file("key.pem"));
    configure(&place, &format!("[tls]\ncertificate = {chain:?}\nkey = {key:?}\n"));
    let serving = place.serve();
    assert!(serving.line.contains("https://"), "{}", serving.line);

    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(made.cert.der().to_vec())).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = versions.with_root_certificates(roots).with_no_client_auth();
    let name = "peers.example.org".try_into().unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut line = StreamOwned::new(connection, TcpStream::connect(serving.address).unwrap());
    let request = Browser::new(serving.address).request("GET", "/healthz", "", "");
    line.write_all(request.as_bytes()).unwrap();
    let answer = read_answer(&mut line).unwrap();
    assert_eq!((answer.status, answer.body.as_str()), (200, "alive\n"));
}

#[test]
fn a_key_that_does_not_fit_stops_the_program() {
    let place = Place::sqlite();
    let names = vec!["peers.example.org".to_owned()];
    let one = rcgen::generate_simple_self_signed(names.clone()).unwrap();
    let other = rcgen::generate_simple_self_signed(names).unwrap();
    std::fs::write(place.file("chain.pem"), one.cert.pem()).unwrap();
    std::fs::write(place.file("key.pem"), other.signing_key.serialize_pem()).unwrap();
    let (chain, key) = (place.file("chain.pem"), place.file("key.pem"));
    configure(&place, &format!("[tls]\ncertificate = {chain:?}\nkey = {key:?}\n"));
    let complained = place.run(&["serve", "--listen", "127.0.0.1:0"]).refused();
    assert!(complained.contains("chain.pem"), "{complained}");
}
