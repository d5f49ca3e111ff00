//! HAProxy or nginx before the nodes.

use std::{fmt::Write as _, path::Path, process::Command};

use super::{
    Balancer,
    process::{Running, program, wait_for_port},
};
use crate::Stop;

/// A running balancer.
pub struct Front {
    running: Running,
    pub port: u16,
}

impl Front {
    pub fn start(kind: Balancer, folder: &Path, port: u16, nodes: &[u16]) -> Result<Self, Stop> {
        let (file, text) = match kind {
            Balancer::Haproxy => (folder.join("haproxy.cfg"), haproxy(port, nodes)),
            Balancer::Nginx => (folder.join("nginx.conf"), nginx(folder, port, nodes)),
        };
        std::fs::write(&file, text).map_err(Stop::because)?;
        let mut command = match kind {
            Balancer::Haproxy => Command::new(program("haproxy")),
            Balancer::Nginx => Command::new(program("nginx")),
        };
        match kind {
            Balancer::Haproxy => command.arg("-db").arg("-f").arg(&file),
            Balancer::Nginx => command.arg("-p").arg(folder).arg("-c").arg(&file),
        };
        let running = Running::start(&mut command)?;
        wait_for_port("the balancer listens", port)?;
        Ok(Self { running, port })
    }
}

impl Front {
    pub fn pid(&self) -> u32 {
        self.running.pid()
    }
}

/// Asks each node twice a second whether it is ready; sends a request to another node only if it never reached the first.
pub(super) fn haproxy(port: u16, nodes: &[u16]) -> String {
    let mut text = format!(
        "global\n  maxconn 4096\n\ndefaults\n  mode http\n  timeout connect 2s\n  timeout client 60s\n  timeout server 90s\n  \
         option redispatch\n  retries 3\n  retry-on conn-failure\n\nfrontend people\n  bind 127.0.0.1:{port}\n  \
         default_backend nodes\n\nbackend nodes\n  balance leastconn\n  option forwardfor\n  \
         option httpchk GET /readyz\n  http-check expect status 200\n"
    );
    for (number, node) in nodes.iter().enumerate() {
        // Writing to a String can't fail.
        let _ = writeln!(text, "  server node{number} 127.0.0.1:{node} check inter 500ms fall 2 rise 1");
    }
    text
}

/// Does not ask whether a node is ready (that is not in the free edition): passes one over that did not answer. One
/// process alone: a worker would outlive its master when that is ended at once.
pub(super) fn nginx(folder: &Path, port: u16, nodes: &[u16]) -> String {
    let folder = folder.display();
    let servers: String =
        nodes.iter().map(|node| format!("    server 127.0.0.1:{node} max_fails=1 fail_timeout=2s;\n")).collect();
    format!(
        "daemon off;\nmaster_process off;\npid {folder}/nginx.pid;\nerror_log {folder}/nginx.log;\n\
         events {{ worker_connections 4096; }}\nhttp {{\n  access_log off;\n  client_max_body_size 30m;\n  \
         client_body_temp_path {folder}/nginx-body;\n  proxy_temp_path {folder}/nginx-proxy;\n  \
         fastcgi_temp_path {folder}/nginx-fastcgi;\n  uwsgi_temp_path {folder}/nginx-uwsgi;\n  \
         scgi_temp_path {folder}/nginx-scgi;\n  upstream nodes {{\n    least_conn;\n{servers}    keepalive 64;\n  }}\n  \
         server {{\n    listen 127.0.0.1:{port};\n    location / {{\n      proxy_pass http://nodes;\n      \
         proxy_http_version 1.1;\n      proxy_set_header Connection \"\";\n      proxy_set_header Host $http_host;\n      \
         proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\n    }}\n  }}\n}}\n"
    )
}
