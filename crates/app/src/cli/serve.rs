//! `wasl serve`: on first run it prints the setup link, then it serves until SIGTERM.

use super::say;
use crate::{open_house, serve};
use wasl_platform::web::install_metrics;
use wasl_platform::{Config, create_setup_link, needs_setup};

pub async fn run(config: Config) -> anyhow::Result<()> {
    install_metrics();
    let house = open_house(config).await?;
    if needs_setup(&house).await? {
        let token = create_setup_link(&house).await?;
        say(format_args!("First run. Open this to set up your shop:\n  {}/setup/{token}", house.config.base_url()));
    }
    serve(&house).await?.until_stopped().await
}
