//! The same rows through the bare drivers, as fast as their documents say: prepared statements, 64 verbs to a commit on
//! SQLite, one transaction each with the door's own pipelining on PostgreSQL. What our verbs are compared with.

use anyhow::{Context, Result};
use futures::future::try_join_all;
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use std::path::Path;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Statement};
use wasl_db::Value;

/// Verbs in one commit of the bare SQLite writer.
pub const VERBS_PER_COMMIT: usize = 64;

/// One row to write: which statement, and its values.
pub type Part = (usize, Vec<Value<'static>>);

/// The SQL of a room by the name its store gives it.
pub fn sql_of(module: &wasl_platform::Module, name: &str) -> Result<&'static str> {
    let found = module.statements.iter().find(|(known, _)| *known == name);
    found.map(|(_, sql)| *sql).with_context(|| format!("{} has no statement {name}", module.room))
}

/// A connection with the settings of the door's writer, and a checkpoint where SQLite makes it by itself.
pub fn open_sqlite(path: &Path) -> Result<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    // `WRITER_CACHE_KIB` of the door.
    connection.pragma_update(None, "cache_size", -8 * 1024)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Writes the parts of one verb.
pub fn write_sqlite(connection: &Connection, texts: &[String], parts: &[Part]) -> Result<()> {
    for (which, values) in parts {
        let mut statement = connection.prepare_cached(&texts[*which])?;
        for (place, value) in values.iter().enumerate() {
            statement.raw_bind_parameter(place + 1, value)?;
        }
        statement.raw_execute()?;
    }
    Ok(())
}

/// `$n` as SQLite numbers it.
pub fn sqlite_text(sql: &str) -> String {
    sql.replace('$', "?")
}

/// A row of a table as values, to be written again with other keys.
pub fn sample_sqlite(connection: &Connection, sql: &str) -> Result<Vec<Value<'static>>> {
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    let row = statement.query_row([], |row| {
        (0..columns)
            .map(|index| {
                row.get::<_, rusqlite::types::Value>(index).map(|value| match value {
                    rusqlite::types::Value::Null => Value::Null,
                    rusqlite::types::Value::Integer(number) => Value::Int(number),
                    rusqlite::types::Value::Real(number) => Value::Real(number),
                    rusqlite::types::Value::Text(text) => Value::from(text),
                    rusqlite::types::Value::Blob(bytes) => Value::from(bytes),
                })
            })
            .collect::<Result<Vec<_>, _>>()
    })?;
    Ok(row)
}

/// The same on PostgreSQL, where only the four types of the door occur.
pub async fn sample_postgres(client: &Client, sql: &str) -> Result<Vec<Value<'static>>> {
    let row = client.query_one(sql, &[]).await?;
    let value = |index: usize| -> Result<Value<'static>> {
        use tokio_postgres::types::Type;
        let kind = row.columns()[index].type_();
        Ok(if *kind == Type::INT8 {
            row.try_get::<_, Option<i64>>(index)?.into()
        } else if *kind == Type::FLOAT8 {
            row.try_get::<_, Option<f64>>(index)?.into()
        } else if *kind == Type::BYTEA {
            row.try_get::<_, Option<Vec<u8>>>(index)?.into()
        } else {
            row.try_get::<_, Option<String>>(index)?.into()
        })
    };
    (0..row.len()).map(value).collect()
}

/// One connection with its statements prepared.
pub struct Raw {
    pub client: Client,
    statements: Vec<Statement>,
}

impl Raw {
    pub async fn connect(url: &str, texts: &[&str]) -> Result<Self> {
        let client = connect(url).await?;
        let mut statements = Vec::with_capacity(texts.len());
        for text in texts {
            statements.push(client.prepare(text).await?);
        }
        Ok(Self { client, statements })
    }

    /// BEGIN and the first statement in one trip; its rows are read and thrown away.
    pub async fn begin(&self, (which, values): &Part) -> Result<()> {
        let values = params(values);
        let (begun, rows) = futures::join!(
            self.client.batch_execute("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"),
            self.client.query(&self.statements[*which], &values)
        );
        begun?;
        rows?;
        Ok(())
    }

    pub async fn query(&self, (which, values): &Part) -> Result<Vec<tokio_postgres::Row>> {
        Ok(self.client.query(&self.statements[*which], &params(values)).await?)
    }

    /// All of them in one trip.
    pub async fn together(&self, parts: &[Part]) -> Result<()> {
        let rows: Vec<_> = parts.iter().map(|(which, values)| (&self.statements[*which], params(values))).collect();
        try_join_all(rows.iter().map(|(statement, values)| self.client.execute(*statement, values))).await?;
        Ok(())
    }

    pub async fn commit(&self) -> Result<()> {
        Ok(self.client.batch_execute("COMMIT").await?)
    }
}

pub async fn connect(url: &str) -> Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            eprintln!("a bare connection ended: {error}");
        }
    });
    client.batch_execute("SET synchronous_commit = on; SET default_transaction_isolation = 'read committed'").await?;
    Ok(client)
}

fn params<'a>(values: &'a [Value<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

/// 32 bytes that no other number has.
pub fn digest(number: i64) -> Vec<u8> {
    Sha256::digest(number.to_be_bytes()).to_vec()
}
