//! `wasl demo`: a shop to look around in, with links that open it.

use super::say;
use crate::demo::{DemoOptions, open_demo};
use crate::{open_house, serve};
use clap::Args;
use std::path::PathBuf;
use wasl_platform::Config;
use wasl_platform::web::install_metrics;

#[derive(Args)]
pub struct DemoArguments {
    /// Orders over the year.
    #[arg(long, default_value_t = 5_000)]
    orders: u32,
    /// Port on this machine; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Folder of the embedded database.
    #[arg(long, default_value = "data/demo")]
    data: PathBuf,
    /// Same seed, same shop.
    #[arg(long, default_value_t = 1446)]
    seed: u64,
    /// Print the links as one line of JSON.
    #[arg(long)]
    json_links: bool,
}

pub async fn run(config: Config, arguments: DemoArguments) -> anyhow::Result<()> {
    install_metrics();
    let config = Config {
        database_url: String::new(),
        data_dir: arguments.data,
        listen: format!("127.0.0.1:{}", arguments.port),
        show_components: true,
        ..config
    };
    let house = open_house(config).await?;
    let served = serve(&house).await?;
    let base = format!("http://{}", served.address);
    let options = DemoOptions { orders: arguments.orders, seed: arguments.seed };
    let links = open_demo(&house, &base, &options).await?;
    if arguments.json_links {
        say(serde_json::to_string(&links)?);
    } else {
        say(format_args!(
            "\nمتجر النخيل · Nakheel Store\n  console     {}\n  tracking    {}\n  components  {}\n  API key     {}\n  API         {base}/api/docs\n",
            links.console, links.tracking, links.components, links.api_key
        ));
    }
    served.until_stopped().await
}
