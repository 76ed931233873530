//! docs/api.md: every endpoint of the API by section. `wasl openapi --page` writes it, since only the binary knows the
//! whole description; a test of the roof compares it word by word, the laws here see at least which endpoints are missing.

use crate::run;
use crate::tidy::tokens::shipped;
use crate::tree::Tree;
use anyhow::Result;

pub const API_PAGE: &str = "docs/api.md";

/// Builds the product and asks it.
pub fn written() -> Result<String> {
    run::must(run::cargo(&["build", "--workspace"]))?;
    let binary = run::root().join("target/debug/wasl");
    let page = run::output(run::command(&binary.to_string_lossy(), &["openapi", "--page"]))?;
    Ok(String::from_utf8(page)?)
}

/// The addresses that handlers declare: `path = "/api/…"`.
pub fn addresses(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for file in tree.rust().filter(|file| !file.is_test() && !file.is_of(&["xtask"])) {
        for some in shipped(&file.text).windows(3) {
            let address = some[2].text().filter(|text| text.starts_with("/api/"));
            if let (true, true, Some(address)) = (some[0].is_ident("path"), some[1].is_mark('='), address) {
                found.push(address.to_owned());
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}
