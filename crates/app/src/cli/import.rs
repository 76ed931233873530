//! `wasl import`: history from elsewhere, silently.

use crate::import_olist;
use crate::open_house;
use clap::Subcommand;
use std::path::PathBuf;
use wasl_platform::Config;

#[derive(Subcommand)]
pub enum Import {
    /// The Brazilian e-commerce data set by Olist: an archive or a folder.
    Olist {
        source: PathBuf,
        /// Where facts that contradict are listed; `<data dir>/olist-errors.csv` when not given.
        #[arg(long)]
        errors: Option<PathBuf>,
    },
}

pub async fn run(config: Config, what: Import) -> anyhow::Result<()> {
    let house = open_house(config).await?;
    let Import::Olist { source, errors } = what;
    let errors = errors.unwrap_or_else(|| house.config.data_dir.join("olist-errors.csv"));
    import_olist::run(&house, &source, &errors).await?;
    Ok(house.db.close().await?)
}
