//! Who sends too much is told to wait, in both languages and for how long; nobody else is kept waiting for it.

use crate::support::whole_problem;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use std::net::SocketAddr;
use tower::ServiceExt;
use wasl::{modules, open_house};
use wasl_platform::testing::{Reply, palm_shop};
use wasl_platform::web::{Peer, build_router};
use wasl_platform::{Config, Scope, create_api_key, create_shop};

/// More than ten seconds of the bounds below.
const MANY: usize = 200;

struct Door {
    router: axum::Router,
    keys: [String; 2],
}

impl Door {
    async fn open(folder: &tempfile::TempDir, change: fn(&mut Config)) -> Self {
        let mut config = Config { data_dir: folder.path().to_owned(), ..Config::default() };
        change(&mut config);
        let house = open_house(config).await.expect("a house");
        let shop = create_shop(&house, palm_shop("nakheel")).await.expect("a shop");
        let mut keys = [String::new(), String::new()];
        for key in &mut keys {
            *key = create_api_key(&house, &shop, "till", &[Scope::Admin]).await.expect("a key").secret;
        }
        Self { router: build_router(house, modules(), wasl_ui::routes()), keys }
    }

    async fn ask(&self, path: &str, key: &str, from: &str) -> Reply {
        let mut request = Request::builder().uri(path);
        if !key.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        }
        let mut request = request.body(Body::empty()).expect("a request");
        request.extensions_mut().insert(Peer(from.parse::<SocketAddr>().expect("an address")));
        let (parts, body) = self.router.clone().oneshot(request).await.expect("an answer").into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
        Reply { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// Asks until it is too much.
    async fn ask_too_much(&self, path: &str, key: &str, from: &str) -> Option<Reply> {
        for _ in 0..MANY {
            let reply = self.ask(path, key, from).await;
            if reply.status == StatusCode::TOO_MANY_REQUESTS {
                return Some(reply);
            }
        }
        None
    }
}

#[tokio::test]
async fn a_key_that_asks_too_much_waits_and_no_other() {
    let folder = tempfile::tempdir().expect("folder");
    let door = Door::open(&folder, |config| config.requests_per_second_key = 1).await;
    let refused = door.ask_too_much("/api/v1/orders", &door.keys[0], "127.0.0.1:1").await.expect("too much");
    let problem = whole_problem(&refused, "too much");
    assert_eq!(problem["code"], "platform.too_many_requests");
    let wait: u32 = refused.header("retry-after").parse().expect("seconds");
    assert!((1..=10).contains(&wait), "{wait}");
    assert_eq!(door.ask("/api/v1/orders", &door.keys[1], "127.0.0.1:1").await.status, 200);
}

#[tokio::test]
async fn all_keys_of_a_shop_have_one_bound_together() {
    let folder = tempfile::tempdir().expect("folder");
    let door = Door::open(&folder, |config| config.requests_per_second_shop = 1).await;
    door.ask_too_much("/api/v1/orders", &door.keys[0], "127.0.0.1:1").await.expect("too much");
    assert!(door.ask_too_much("/api/v1/orders", &door.keys[1], "127.0.0.1:1").await.is_some());
}

#[tokio::test]
async fn an_address_has_a_bound_unless_it_may_be_a_proxy_s_or_this_machine_s() {
    let folder = tempfile::tempdir().expect("folder");
    let door = Door::open(&folder, |config| config.requests_per_second_address = 1).await;
    let (far, near) = ("192.0.2.1:7", "127.0.0.1:7");
    let refused = door.ask_too_much("/sign-in", "", far).await.expect("too much");
    assert!(refused.header("content-type").starts_with("text/html"), "a person is told on a page");
    assert_eq!(door.ask("/sign-in", "", "192.0.2.2:7").await.status, 200);
    assert!(door.ask_too_much("/sign-in", "", near).await.is_none());
    assert!(door.ask_too_much("/hooks/x/y", "", far).await.is_none(), "some storefronts never repeat themselves");
    let folder = tempfile::tempdir().expect("folder");
    let behind = Door::open(&folder, |config| {
        config.requests_per_second_address = 1;
        config.public_url = "https://wasl.example".to_owned();
    });
    assert!(behind.await.ask_too_much("/sign-in", "", far).await.is_none());
}
