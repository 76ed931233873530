//! A tiny room of our own: accounts with a balance, and notes about them.
#![allow(dead_code, reason = "each test file uses a part of it")]

use wasl_db::{BoxFuture, Db, DbError, Migrations, Tx, args};

pub const ROOM: Migrations =
    Migrations { room: "bank", files: &[("0001_accounts", include_str!("0001_accounts.sql"))] };

wasl_db::statements! {
    pub ADD = "INSERT INTO account (shop_id, id, name, balance) VALUES ($1, $2, $3, $4)";
    pub BALANCE = "SELECT balance FROM account WHERE shop_id = $1 AND id = $2";
    pub SET_BALANCE = "UPDATE account SET balance = $3 WHERE shop_id = $1 AND id = $2";
    /// The order of first appearance is not the order of numbers.
    pub SET_BACKWARDS = "UPDATE account SET balance = $3, name = $2 WHERE id = $4 AND shop_id = $1";
    pub COUNT = "SELECT COUNT(*) FROM account WHERE shop_id = $1";
    pub TOTAL = "SELECT CAST(SUM(balance) AS BIGINT) FROM account WHERE shop_id = $1";
    pub NAMES = "SELECT name FROM account WHERE shop_id = $1 ORDER BY name";
    pub ALL = "SELECT id, name, balance FROM account WHERE shop_id = $1 ORDER BY id";
    pub NOTE = "INSERT INTO note (shop_id, id, account_id, body, weight, raw) VALUES ($1, $2, $3, $4, $5, $6)";
    pub NOTES = "SELECT body, weight, raw FROM note WHERE shop_id = $1 ORDER BY id";
    pub SEAL = "INSERT INTO sealed (shop_id, id) VALUES ($1, $2)";
    pub UNSEAL = "DELETE FROM sealed WHERE shop_id = $1";
}

pub const SHOP: i64 = 7;

pub async fn add(tx: &mut Tx, id: i64, name: &str, balance: i64) -> Result<u64, DbError> {
    tx.run(ADD, args![SHOP, id, name, balance]).await
}

pub async fn added(db: &Db, id: i64, name: &'static str, balance: i64) -> Result<u64, DbError> {
    db.write((id, name, balance), |tx, (id, name, balance)| Box::pin(add(tx, *id, name, *balance))).await
}

pub async fn count(db: &Db) -> i64 {
    db.read().await.expect("a reader").one(COUNT, args![SHOP], |row| row.get(0)).await.expect("a count")
}

pub async fn balance(db: &Db, id: i64) -> Option<i64> {
    db.read().await.expect("a reader").opt(BALANCE, args![SHOP, id], |row| row.get(0)).await.expect("a balance")
}

/// Reads a balance under lock and writes it back one higher.
pub fn increment<'t>(tx: &'t mut Tx, id: &'t i64) -> BoxFuture<'t, Result<i64, DbError>> {
    Box::pin(async move {
        let balance: i64 = tx.one_locked(BALANCE, args![SHOP, id], |row| row.get(0)).await?;
        tx.run(SET_BALANCE, args![SHOP, id, balance + 1]).await?;
        Ok(balance + 1)
    })
}
