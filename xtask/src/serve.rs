//! A static web server for this machine alone, as plain as the hosts the site is made for.

use std::io::Cursor;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, PoisonError, RwLock};

use anyhow::{Context, Result, anyhow};
use tiny_http::{Header, Method, Request, Response, Server};

use crate::site::{self, Late, Site};

/// Browsers open several connections at once, and each keeps one thread.
const THREADS: usize = 8;

/// A running server; it ends with the process.
pub struct Serving {
    address: SocketAddr,
    base: String,
    site: Arc<RwLock<Site>>,
}

impl Serving {
    /// Serves the site below `base` (`/` or `/some/path/`). Port 0 takes any free port.
    ///
    /// # Errors
    /// When the port is taken; [`is_taken`] tells.
    pub fn start(site: Site, port: u16, base: &str) -> Result<Self> {
        let server = Server::http((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
            error
                .downcast::<std::io::Error>()
                .map_or_else(|other| anyhow!(other), |io| anyhow!(*io))
        })?;
        let address = server
            .server_addr()
            .to_ip()
            .context("the server has no address")?;
        let serving = Self {
            address,
            base: base.to_owned(),
            site: Arc::new(RwLock::new(site)),
        };
        let server = Arc::new(server);
        for _ in 0..THREADS {
            let (server, site, base) = (
                Arc::clone(&server),
                Arc::clone(&serving.site),
                base.to_owned(),
            );
            std::thread::spawn(move || {
                while let Ok(request) = server.recv() {
                    let site = || site.read().unwrap_or_else(PoisonError::into_inner);
                    let late = name(&request, &base)
                        .filter(|_| is_asked(&request))
                        .and_then(|name| site().late(name));
                    if let Some(late) = late {
                        // It may take long to make: whoever asks for anything else does not wait.
                        let base = base.clone();
                        std::thread::spawn(move || {
                            let response = answer_late(&request, &late, &base);
                            drop(request.respond(response));
                        });
                        continue;
                    }
                    let response = answer(&request, &site(), &base);
                    // A browser that closed its connection is no reason to stop.
                    drop(request.respond(response));
                }
            });
        }
        Ok(serving)
    }

    /// The first page.
    pub fn url(&self) -> String {
        format!("http://{}{}", self.address, self.base)
    }

    /// Shows another site from now on.
    pub fn replace(&self, site: Site) {
        *self.site.write().unwrap_or_else(PoisonError::into_inner) = site;
    }
}

/// Whether [`Serving::start`] failed because something else uses the port.
pub fn is_taken(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| error.kind() == std::io::ErrorKind::AddrInUse)
}

type Answer = Response<Cursor<Vec<u8>>>;

fn path(request: &Request) -> &str {
    request.url().split(['?', '#']).next().unwrap_or_default()
}

fn is_asked(request: &Request) -> bool {
    matches!(request.method(), Method::Get | Method::Head)
}

/// Which file is asked for.
fn name<'r>(request: &'r Request, base: &str) -> Option<&'r str> {
    path(request).strip_prefix(base)
}

fn answer_late(request: &Request, late: &Late, base: &str) -> Answer {
    let name = name(request, base).unwrap_or_default();
    match late.get(name) {
        Ok(bytes) => with_headers(Response::from_data(bytes), name),
        Err(error) => {
            println!("{name} could not be made: {error:#}");
            plain(500, "It could not be made; the terminal says why.")
        }
    }
}

fn with_headers(response: Answer, name: &str) -> Answer {
    response
        .with_header(header("Content-Type", content_type(name)))
        .with_header(header("Cache-Control", caching(name)))
        .with_header(header("Vary", "Accept-Encoding"))
        .with_header(header("X-Content-Type-Options", "nosniff"))
}

fn answer(request: &Request, site: &Site, base: &str) -> Answer {
    if !is_asked(request) {
        return plain(405, "Only GET and HEAD.");
    }
    let Some(name) = name(request, base) else {
        return if format!("{}/", path(request)) == base {
            plain(301, "").with_header(header("Location", base))
        } else {
            plain(404, "Not found.")
        };
    };
    let name = if name.is_empty() { "index.html" } else { name };
    let Some(bytes) = site.get(name) else {
        return plain(404, "Not found.");
    };
    let accepted = accepted(request);
    let packed = [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(coding, _)| accepted.iter().any(|name| name == coding))
        .find_map(|(coding, extension)| Some((coding, site.get(&format!("{name}.{extension}"))?)));
    let response = match packed {
        Some((coding, packed)) => {
            Response::from_data(packed).with_header(header("Content-Encoding", coding))
        }
        None => Response::from_data(bytes),
    };
    with_headers(response, name)
}

/// The codings the browser takes; `q=0` means that it does not.
fn accepted(request: &Request) -> Vec<String> {
    let value = request
        .headers()
        .iter()
        .find(|header| header.field.equiv("Accept-Encoding"))
        .map_or("", |header| header.value.as_str());
    value
        .split(',')
        .filter_map(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
            let refused = matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
            (!refused).then(|| name.trim().to_ascii_lowercase())
        })
        .collect()
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        // Without this type the browser does not compile while it loads.
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt" | "jsonl" | "csv" | "md") => "text/plain; charset=utf-8",
        None if name.ends_with("version") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn caching(name: &str) -> &'static str {
    if site::is_hashed(name) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

fn plain(status: u16, text: &str) -> Answer {
    Response::from_string(text).with_status_code(status)
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value)
        .unwrap_or_else(|()| unreachable!("our own headers are ASCII: {name}: {value}"))
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;

    use super::*;

    fn ask(serving: &Serving, path: &str, coding: &str) -> String {
        let mut stream = TcpStream::connect(serving.address).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: {coding}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    #[test]
    fn serves_below_a_path_with_types_and_codings() {
        let mut site = Site::default();
        site.add("index.html", *b"<h1>here</h1>");
        site.add("app.wasm", *b"\0asm");
        site.compress_well().unwrap();
        let serving = Serving::start(site, 0, "/some/path/").unwrap();

        let table = [
            ("/some/path/", "", "200", "<h1>here</h1>"),
            ("/some/path/?x=1", "", "200", "text/html"),
            ("/some/path/", "gzip", "200", "Content-Encoding: gzip"),
            ("/some/path/", "gzip, br", "200", "Content-Encoding: br"),
            (
                "/some/path/",
                "gzip, br;q=0",
                "200",
                "Content-Encoding: gzip",
            ),
            ("/some/path/app.wasm", "", "200", "application/wasm"),
            ("/some/path", "", "301", "Location: /some/path/"),
            ("/some/path/gone", "", "404", "Not found."),
            ("/some/path/../../Cargo.toml", "", "404", "Not found."),
            ("/", "", "404", "Not found."),
        ];
        for (path, coding, status, expected) in table {
            let answer = ask(&serving, path, coding);
            assert!(
                answer.starts_with(&format!("HTTP/1.1 {status}")),
                "{path}: {answer}"
            );
            assert!(answer.contains(expected), "{path}: {answer}");
        }
    }

    #[test]
    fn a_file_that_is_made_late_is_served_like_any_other() {
        let mut site = Site::default();
        let names = vec!["late.wasm".to_owned(), "lost.js".to_owned()];
        site.add_late(Late::new(names, || Ok(vec![b"made".to_vec()])));
        let serving = Serving::start(site, 0, "/").unwrap();
        let answer = ask(&serving, "/late.wasm", "");
        assert!(answer.contains("application/wasm"), "{answer}");
        assert!(answer.ends_with("made"), "{answer}");
        assert!(ask(&serving, "/lost.js", "").starts_with("HTTP/1.1 500"));
    }

    #[test]
    fn a_taken_port_is_told_from_other_errors() {
        let first = Serving::start(Site::default(), 0, "/").unwrap();
        let error = Serving::start(Site::default(), first.address.port(), "/")
            .err()
            .unwrap();
        assert!(is_taken(&error), "{error:#}");
    }
}
