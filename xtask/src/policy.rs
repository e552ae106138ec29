//! The content policy of the page. It stands in a `<meta>` before any script, because a static host
//! may not let us set headers.

/// One directive a line; the reason beside it.
const DIRECTIVES: [&str; 13] = [
    // What is not named below is refused: frames, media, plugins.
    "default-src 'none'",
    // Our files alone, and compiling WebAssembly; no inline script, no `eval`.
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    // Small pictures inside of responses are drawn from `data:`; nothing is fetched from elsewhere.
    "img-src 'self' data: blob:",
    "font-src 'self'",
    // The packs. A response cannot make the browser speak to another host.
    "connect-src 'self'",
    // Only what public/guard.js makes of our own script: such a worker has this policy too, and one
    // from a file has none.
    "worker-src blob:",
    "manifest-src 'self'",
    "object-src 'none'",
    // Relative links stay relative to where the page is.
    "base-uri 'none'",
    "form-action 'none'",
    // Markup as text passes public/guard.js or nothing; no script makes itself another policy.
    "require-trusted-types-for 'script'",
    "trusted-types default",
];

/// The policy as a `<meta>` element.
pub fn meta() -> String {
    format!(
        r#"<meta http-equiv="Content-Security-Policy" content="{}">"#,
        DIRECTIVES.join("; ")
    )
}
