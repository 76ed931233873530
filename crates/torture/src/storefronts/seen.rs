//! What is there, read over HTTP alone: every order with its lines and payments, the trial balance.

use super::expect::{Balances, Standing};
use crate::api::Api;
use anyhow::{Context, Result, ensure};
use futures::{StreamExt, TryStreamExt};
use serde_json::Value;
use std::collections::BTreeMap;

/// Orders whose details are read at the same time.
const AT_ONCE: usize = 16;
/// A guard against a list without end.
const PAGES_MAX: usize = 100_000;

/// An order as it stands, and the sums that came in for it one by one.
#[derive(Clone, Debug)]
pub struct Order {
    pub standing: Standing,
    pub payments: Vec<i64>,
}

/// By the storefront's reference; all orders that bear one.
pub async fn orders(api: &Api) -> Result<BTreeMap<String, Vec<Order>>> {
    let ids = ids(api).await?;
    let read = futures::stream::iter(ids).map(|id| async move { api.get(&format!("/api/v1/orders/{id}")).await });
    let bodies: Vec<Value> = read.buffer_unordered(AT_ONCE).try_collect().await?;
    let mut orders: BTreeMap<String, Vec<Order>> = BTreeMap::new();
    for body in &bodies {
        let reference = body["external_ref"].as_str().unwrap_or_default().to_owned();
        orders.entry(reference).or_default().push(order(body)?);
    }
    Ok(orders)
}

async fn ids(api: &Api) -> Result<Vec<String>> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    for _ in 0..PAGES_MAX {
        let page = api.get(&format!("/api/v1/orders?limit=100{cursor}")).await?;
        let items = page["items"].as_array().context("a list without items")?;
        ids.extend(items.iter().filter_map(|item| item["id"].as_str()).map(str::to_owned));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return Ok(ids),
        }
    }
    anyhow::bail!("the list of orders has no end")
}

fn order(body: &Value) -> Result<Order> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let needed = |name: &str| text(&body[name]).with_context(|| format!("no {name} in {body}"));
    let money = |name: &str| minor(&body["money"][name]).with_context(|| format!("no amount {name} in {body}"));
    let lines = body["lines"].as_array().context("an order without lines")?;
    let payments = body["payments"].as_array().context("an order without payments")?;
    Ok(Order {
        standing: Standing {
            number: needed("number")?,
            state: needed("state")?,
            payment: needed("payment_state")?,
            currency: needed("currency")?,
            total: money("total")?,
            vat: money("vat")?,
            paid: money("paid")?,
            city: text(&body["address"]["city"]).unwrap_or_default(),
            recipient: text(&body["address"]["recipient"]),
            phone: text(&body["phone"]),
            note: text(&body["note"]),
            lines: lines.len(),
            pieces: lines.iter().filter_map(|line| line["quantity"].as_i64()).sum(),
        },
        payments: payments.iter().filter_map(|payment| minor(&payment["amount"])).collect(),
    })
}

/// Every account that is not zero; the sums of both sides are looked at as well.
pub async fn balances(api: &Api) -> Result<Balances> {
    let body = api.get("/api/v1/ledger/trial-balance").await?;
    let rows = body["accounts"].as_array().context("no accounts in the trial balance")?;
    let mut balances = Balances::new();
    for row in rows {
        let currency = row["currency"].as_str().context("an account without currency")?;
        let account = row["account"].as_str().context("an account without number")?.parse()?;
        let net = minor(&row["balance"]).context("an account without balance")?;
        if net != 0 {
            balances.insert((currency.to_owned(), account), net);
        }
    }
    for total in body["totals"].as_array().context("no totals in the trial balance")? {
        ensure!(
            minor(&total["debit"]).is_some() && total["debit"] == total["credit"],
            "the books are not even: {total}"
        );
    }
    Ok(balances)
}

/// `-3.050` → −3,050: an amount comes with all decimals of its currency.
fn minor(value: &Value) -> Option<i64> {
    value.as_str()?.replacen('.', "", 1).parse().ok()
}

/// Messages that were looked at since the program started, by `/metrics`.
pub async fn looked_at(client: &reqwest::Client, base: &str) -> Result<u64> {
    let answer = client.get(format!("{base}/metrics")).send().await?.text().await?;
    let of_ours = answer.lines().filter(|line| line.starts_with("wasl_storefront_messages_total"));
    Ok(of_ours.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).sum())
}
