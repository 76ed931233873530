//! `wasl import`: history from elsewhere, silently.

use crate::import_olist::{self, ImportError};
use crate::open_house;
use clap::Subcommand;
use std::path::PathBuf;
use wasl_base::Lang;
use wasl_platform::{Config, Problem};

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
    import_olist::run(&house, &source, &errors).await.map_err(in_both_languages)?;
    Ok(house.db.close().await?)
}

/// A set that is refused is told as the API would: its code and a sentence in each language, before the cause.
fn in_both_languages(error: anyhow::Error) -> anyhow::Error {
    let Some(refusal) = error.downcast_ref::<ImportError>() else { return error };
    let problem = Problem::of(refusal);
    let told = format!("{}: {} {}", problem.code, problem.text(Lang::Ar), problem.text(Lang::En));
    error.context(told)
}
