//! How a PostgreSQL database is opened, and what it must be: UTF-8, text in the order of its bytes (as SQLite has it),
//! commits that are on disk before they are answered.

use super::errors;
use super::tls::Address;
use crate::DbError;
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use std::time::Duration;
use tokio_postgres::NoTls;

/// Longest wait for a row that another verb holds, in milliseconds.
const LOCK_MS_MAX: u64 = 10_000;
/// Longest time a transaction may stand open without a statement, in milliseconds.
const IDLE_MS_MAX: u64 = 30_000;
/// Longest time to reach the server.
const CONNECT_MAX: Duration = Duration::from_secs(5);

/// The same address with what every session of ours is set to.
pub(crate) fn with_settings(address: &Address, statement_max: Duration) -> Address {
    let mut address = address.clone();
    let given = address.config.get_options().unwrap_or_default();
    let options = format!(
        "{given} -c synchronous_commit=on -c default_transaction_isolation=read\\ committed \
         -c default_transaction_read_only=on -c statement_timeout={} -c lock_timeout={LOCK_MS_MAX} \
         -c idle_in_transaction_session_timeout={IDLE_MS_MAX} -c client_min_messages=warning",
        statement_max.as_millis()
    );
    address.config.options(options.trim());
    if address.config.get_application_name().is_none() {
        address.config.application_name("wasl");
    }
    if address.config.get_connect_timeout().is_none() {
        address.config.connect_timeout(CONNECT_MAX);
    }
    address
}

pub(crate) fn pool(address: &Address, size: usize, wait_max: Duration) -> Result<Pool, DbError> {
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let config = address.config.clone();
    let manager = match &address.tls {
        Some(tls) => Manager::from_config(config, tls.clone(), recycling),
        None => Manager::from_config(config, NoTls, recycling),
    };
    Pool::builder(manager)
        .max_size(size.max(1))
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(wait_max))
        .create_timeout(Some(wait_max))
        .build()
        .map_err(|error| DbError::Bug(error.to_string()))
}

/// Refuses a database that would sort text otherwise than SQLite, or that holds it in another encoding.
pub(crate) async fn check_database(client: &Object) -> Result<(), DbError> {
    let sql = "SELECT datname::text, datcollate::text, pg_encoding_to_char(encoding)::text FROM pg_database \
               WHERE datname = current_database()";
    let row = client.query_one(sql, &[]).await.map_err(|error| errors::read(&error))?;
    let (name, collation, encoding): (String, String, String) = (row.get(0), row.get(1), row.get(2));
    if ["C", "POSIX"].contains(&collation.as_str()) && encoding == "UTF8" {
        return Ok(());
    }
    Err(DbError::Unavailable(format!(
        "the database {name} sorts text by {collation} in {encoding}; create it with: \
         CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
    )))
}
