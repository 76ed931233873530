//! Which rooms the house has, and how they are opened: one list, lower rooms first.

use anyhow::Context;
use std::sync::Arc;
use tokio::sync::Notify;
use wasl_base::{Ids, SystemChance, SystemClock};
use wasl_db::{DatabaseUrl, Db, Migrations, Options};
use wasl_i18n::Resource;
use wasl_platform::outbox::record_subscriptions;
use wasl_platform::{Config, House, HouseParts, Module, Rate, Registry, Seals};

/// Every room, in the order their migrations run. A new domain is one line here.
pub fn modules() -> Vec<Module> {
    vec![
        wasl_platform::module(),
        wasl_ledger::module(),
        wasl_customers::module(),
        wasl_orders::module(),
        wasl_tracking::module(),
        wasl_storefronts::module(),
        wasl_insight::module(),
        crate::roof_module(),
    ]
}

/// The words of all rooms.
pub fn texts(modules: &[Module]) -> Vec<Resource> {
    modules.iter().map(|module| module.texts).chain([wasl_ui::TEXTS]).collect()
}

/// Opens the database, migrates it, and makes the house. The data folder is made when it is missing.
pub async fn open_house(config: Config) -> anyhow::Result<House> {
    let modules = modules();
    wasl_i18n::install(&texts(&modules));
    std::fs::create_dir_all(&config.data_dir)
        .with_context(|| format!("cannot make the data folder {}", config.data_dir.display()))?;
    let seals = Seals::open_file(&config.key_file(), &SystemChance)?;
    let url: DatabaseUrl = config.database().parse().context("WASL_DATABASE_URL")?;
    let is_embedded = matches!(url, DatabaseUrl::Sqlite(_));
    let witness = crate::marks::witness(&config, is_embedded)?;
    let options = Options { witness, ..Options::default() };
    let db = Db::open(&url, options).await.context("cannot open the database")?;
    let rooms: Vec<Migrations> = modules.iter().map(|module| module.migrations).collect();
    db.migrate(&rooms).await.context("cannot migrate the database")?;
    let node = db.lease_node().await.context("no free node number")?;
    let rate = Rate::new(config.rates());
    let mut registry = Registry::new(&modules);
    registry.know(&wasl_platform::outbox::read_subscriptions(&db).await?);
    let house = House::new(HouseParts {
        db,
        clock: Arc::new(SystemClock),
        chance: Arc::new(SystemChance),
        ids: Arc::new(Ids::new(node)),
        config,
        registry: Arc::new(registry),
        seals,
        rate,
        outbox_bell: Arc::new(Notify::new()),
    });
    record_subscriptions(&house).await?;
    Ok(house)
}
