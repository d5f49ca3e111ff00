#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

use super::*;

#[test]
fn a_balancer_knows_every_node() {
    let folder = Path::new("/somewhere");
    let text = balancer::haproxy(9000, &[9001, 9002]);
    assert!(text.contains("bind 127.0.0.1:9000") && text.contains("server node1 127.0.0.1:9002 check"), "{text}");
    let text = balancer::nginx(folder, 9000, &[9001, 9002]);
    assert!(text.contains("listen 127.0.0.1:9000;") && text.contains("server 127.0.0.1:9002 max_fails=1"), "{text}");
}
