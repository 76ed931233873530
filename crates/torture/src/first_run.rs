//! The first run as an operator does it: the link that `wasl serve` prints, its form, and a key from the command line.

use crate::served::Served;
use anyhow::{Context, Result, ensure};

pub const HANDLE: &str = "torture";

const FORM: [(&str, &str); 8] = [
    ("name_ar", "متجر الصمود"),
    ("name_en", "Endurance"),
    ("handle", HANDLE),
    ("city", "الرياض"),
    ("country", "SA"),
    ("name", "سارة"),
    ("email", "owner@example.com"),
    ("password", "a password of some length"),
];

/// Sets up the shop [`HANDLE`] on a fresh store and leaves the server running. Returns an API key for everything.
pub async fn open_shop(served: &mut Served) -> Result<String> {
    served.start()?;
    served.wait_until_ready().await?;
    let printed = served.printed()?;
    let link = printed.split_whitespace().find(|word| word.contains("/setup/"));
    let token = link.and_then(|link| link.rsplit('/').next()).context("wasl printed no link to set up the shop")?;
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build()?;
    let form = client
        .post(format!("{}/setup/{token}", served.base()))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(serde_urlencoded::to_string(FORM)?);
    let answer = form.send().await?;
    ensure!(answer.status().is_redirection(), "the set-up form was answered {}", answer.status());
    // The embedded store serves one process at a time.
    let ended = served.stop().await?;
    ensure!(ended.success(), "wasl ended with {ended} after SIGTERM");
    let key = served.ask(&["key", "create", "--shop", HANDLE, "--name", "torture"])?;
    served.start()?;
    served.wait_until_ready().await?;
    Ok(key.trim().to_owned())
}
