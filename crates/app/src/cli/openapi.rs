//! `wasl openapi`: the description of the API, as a document for programs or as a page for people.

use super::say;
use crate::api_page;
use clap::Args;

#[derive(Args)]
pub struct ApiArguments {
    /// Print Markdown instead of JSON.
    #[arg(long)]
    page: bool,
}

pub fn run(arguments: &ApiArguments) -> anyhow::Result<()> {
    let description = api_page::description();
    say(if arguments.page {
        api_page::page(&description)?.trim_end().to_owned()
    } else {
        description.to_pretty_json()?
    });
    Ok(())
}
