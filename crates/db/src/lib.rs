//! The one door to SQLite and PostgreSQL: one SQL text, one value type, one transaction per verb.
//! Everything about an engine (drivers, pools, group commit, error texts) is decided behind it and nowhere else.

mod db;
mod error;
mod migrate;
mod options;
mod postgres;
mod read;
mod row;
mod sqlite;
mod statement;
pub mod testing;
mod transfer;
mod tx;
mod url;
mod value;

pub use db::{Db, Engine};
pub use error::{DbError, Fails};
pub use futures::future::BoxFuture;
pub use migrate::{Migrations, SchemaStep, personal_columns, schema_steps};
pub use options::{Mark, Options, Witness};
pub use read::Read;
pub use row::{Cell, Column, Row};
pub use statement::Sql;
pub use transfer::{DatabaseSide, MoveError, MoveStep, Moved, Onlooker};
pub use tx::{Savepoint, Tx};
pub use url::DatabaseUrl;
pub use value::Value;
