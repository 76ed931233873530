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
    /// Port on this machine; 0 takes a free one. Without it, where `listen` says.
    #[arg(long)]
    port: Option<u16>,
    /// Folder of the embedded database. Without it, `data_dir` where it is set, else `data/demo`.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Same seed, same shop.
    #[arg(long, default_value_t = 1446)]
    seed: u64,
    /// Print the links as one line of JSON.
    #[arg(long)]
    json_links: bool,
}

pub async fn run(config: Config, arguments: DemoArguments) -> anyhow::Result<()> {
    install_metrics();
    let config = settings(config, arguments.port, arguments.data);
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

/// The demo has a database of its own and never the shop's: where a folder is set, one inside it.
fn settings(config: Config, port: Option<u16>, data: Option<PathBuf>) -> Config {
    let usual = Config::default();
    let chosen = (config.data_dir != usual.data_dir).then(|| config.data_dir.join("demo"));
    Config {
        database_url: String::new(),
        data_dir: data.or(chosen).unwrap_or_else(|| PathBuf::from("data/demo")),
        listen: port.map_or_else(|| config.listen.clone(), |port| format!("127.0.0.1:{port}")),
        show_components: true,
        // A first look: its owner has no phone.
        second_step_required: false,
        ..config
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_beats_what_is_set_beats_the_demo_s_own() {
        let check = |set: Config, port: Option<u16>, data: Option<&str>, listen: &str, folder: &str| {
            let got = settings(set, port, data.map(PathBuf::from));
            assert_eq!(
                (got.listen.as_str(), got.data_dir.to_str(), got.database_url.as_str()),
                (listen, Some(folder), "")
            );
            assert!(!got.second_step_required, "the demo's owner has no phone");
        };
        let set = Config {
            listen: "0.0.0.0:9000".to_owned(),
            data_dir: PathBuf::from("/srv/demo"),
            database_url: "postgres://elsewhere".to_owned(),
            ..Config::default()
        };
        check(Config::default(), None, None, "127.0.0.1:8080", "data/demo");
        check(set.clone(), None, None, "0.0.0.0:9000", "/srv/demo/demo");
        check(set, Some(0), Some("here"), "127.0.0.1:0", "here");
    }
}
