//! What `wasl db check` and the statement test ask of a PostgreSQL database.

use super::cells::is_ours;
use super::{Store, errors, open};
use crate::{DbError, Sql};
use tokio_postgres::Client;

impl Store {
    /// One sentence for each fault that can be seen without reading every page.
    pub(crate) async fn check(&self) -> Result<Vec<String>, DbError> {
        let client = self.client().await?;
        open::check_database(&client).await?;
        let faults = [
            (
                "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid OR NOT indisready",
                "index that is not valid",
            ),
            ("SELECT conname::text FROM pg_constraint WHERE NOT convalidated", "constraint that is not validated"),
        ];
        let mut found = Vec::new();
        for (sql, sentence) in faults {
            let rows = client.query(sql, &[]).await.map_err(|error| errors::read(&error))?;
            found.extend(rows.iter().map(|row| format!("{sentence}: {}", row.get::<_, String>(0))));
        }
        let row = client.query_one("SELECT current_setting('synchronous_commit'), current_setting('fsync')", &[]).await;
        let row = row.map_err(|error| errors::read(&error))?;
        let (commit, fsync): (String, String) = (row.get(0), row.get(1));
        if commit == "off" || fsync == "off" {
            found.push(format!("a commit may be lost: synchronous_commit is {commit}, fsync is {fsync}"));
        }
        Ok(found)
    }
}

pub(crate) async fn wrong_statements(store: &Store, statements: &[(&str, Sql)]) -> Vec<String> {
    let client = match store.client().await {
        Ok(client) => client,
        Err(error) => return vec![error.to_string()],
    };
    let mut wrong = Vec::new();
    for (name, sql) in statements {
        wrong.extend(wrong_with(&client, sql).await.into_iter().map(|sentence| format!("{name}: {sentence}")));
    }
    wrong
}

async fn wrong_with(client: &Client, sql: &str) -> Vec<String> {
    let statement = match client.prepare(sql).await {
        Ok(statement) => statement,
        Err(error) => {
            return vec![error.as_db_error().map_or_else(|| error.to_string(), |said| said.message().to_owned())];
        }
    };
    let parameters = statement.params().iter().enumerate().filter(|(_, kind)| !is_ours(kind));
    let parameters = parameters.map(|(place, kind)| format!("${} is {kind}: CAST it", place + 1));
    let columns = statement.columns().iter().filter(|column| !is_ours(column.type_()));
    let columns = columns.map(|column| format!("column {} is {}: CAST it", column.name(), column.type_()));
    parameters.chain(columns).collect()
}
