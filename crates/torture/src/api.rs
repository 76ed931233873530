//! One caller of the API. An answer is whatever came back whole; everything else is silence, and silence proves nothing.

use anyhow::{Result, ensure};
use serde_json::Value;
use std::time::Duration;

/// Longer than any request may take by the server's own limit.
const ANSWER_MAX: Duration = Duration::from_secs(40);

/// One question.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: reqwest::Method,
    pub path: String,
    pub body: Option<Value>,
    /// `Idempotency-Key`.
    pub key: Option<String>,
}

/// What came back whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    /// The answer was kept from an earlier request with the same key.
    pub is_replay: bool,
    pub body: String,
}

#[derive(Clone)]
pub struct Api {
    client: reqwest::Client,
    base: String,
    token: String,
}

impl Api {
    /// With connections of its own: those of a server that died are of no use to its successor.
    pub fn new(base: &str, token: &str) -> Result<Self> {
        let client = reqwest::Client::builder().no_proxy().timeout(ANSWER_MAX).build()?;
        Ok(Self { client, base: base.to_owned(), token: token.to_owned() })
    }

    /// None when no whole answer came: the connection was refused, broke, or stayed silent.
    pub async fn send(&self, request: &Request) -> Option<Reply> {
        let address = format!("{}{}", self.base, request.path);
        let mut call = self.client.request(request.method.clone(), address).bearer_auth(&self.token);
        if let Some(key) = &request.key {
            call = call.header("idempotency-key", key);
        }
        if let Some(body) = &request.body {
            call = call.header("content-type", "application/json").body(body.to_string());
        }
        let answer = call.send().await.ok()?;
        let status = answer.status().as_u16();
        let is_replay = answer.headers().contains_key("idempotency-replayed");
        let body = answer.text().await.ok()?;
        Some(Reply { status, is_replay, body })
    }

    /// A question while all is quiet: anything but a good answer is an error.
    pub async fn get(&self, path: &str) -> Result<Value> {
        let found = self.find(path).await?;
        found.ok_or_else(|| anyhow::anyhow!("GET {path}: 404"))
    }

    /// The same for what may be absent.
    pub async fn find(&self, path: &str) -> Result<Option<Value>> {
        let request = Request { method: reqwest::Method::GET, path: path.to_owned(), body: None, key: None };
        let reply = self.send(&request).await;
        let reply = reply.ok_or_else(|| anyhow::anyhow!("GET {path}: no answer"))?;
        if reply.status == 404 {
            return Ok(None);
        }
        ensure!(reply.status == 200, "GET {path}: {} {}", reply.status, reply.body);
        Ok(Some(serde_json::from_str(&reply.body)?))
    }

    /// A write while all is quiet: anything but success is an error.
    pub async fn post(&self, path: &str, body: Value) -> Result<Value> {
        let request = Request { method: reqwest::Method::POST, path: path.to_owned(), body: Some(body), key: None };
        let reply = self.send(&request).await;
        let reply = reply.ok_or_else(|| anyhow::anyhow!("POST {path}: no answer"))?;
        ensure!((200..300).contains(&reply.status), "POST {path}: {} {}", reply.status, reply.body);
        Ok(serde_json::from_str(&reply.body)?)
    }
}
