//! One house for tests: a fresh database on each engine, a clock set by hand, repeatable chance, one shop.

use crate::access::{Role, Scope, create_api_key, create_user};
use crate::outbox::{drain_all, record_subscriptions};
use crate::shops::{NewShop, Shop, create_shop};
use crate::web::Peer;
use crate::{Config, House, HouseParts, Module, Rate, Rates, Registry, Seals};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use std::sync::Arc;
use tokio::sync::Notify;
use tower::ServiceExt;
use wasl_base::{Currency, FixedClock, Ids, Instant, Lang, SystemChance, UserId};
use wasl_db::{Db, Migrations};
use wasl_i18n::{Calendar, Digits};

/// When tests begin: 2026-11-22T09:00:00Z, a Sunday noon in Riyadh.
pub const START: Instant = Instant::from_us(1_795_338_000_000_000);

/// A house, its shop «متجر النخيل», an owner with a session and an API key for everything.
pub struct TestHouse {
    pub house: House,
    pub clock: Arc<FixedClock>,
    pub shop: Arc<Shop>,
    pub owner: UserId,
    /// Value of the session cookie.
    pub session: String,
    pub api_key: String,
    /// The whole HTTP side, as served.
    pub router: Router,
}

/// What came back from the router.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: String,
}

impl Reply {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("not JSON ({e}): {}", self.body))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or("")
    }
}

/// Runs `check` on SQLite, and on PostgreSQL when the run offers one.
pub async fn on_both<F, Fut>(modules: fn() -> Vec<Module>, check: F)
where
    F: Fn(TestHouse) -> Fut,
    Fut: Future<Output = ()>,
{
    on_both_with(modules, settings(), check).await;
}

/// The settings of most tests: their people come in by a password alone.
pub fn settings() -> Config {
    Config { second_step_required: false, ..Config::default() }
}

/// The same under other settings.
pub async fn on_both_with<F, Fut>(modules: fn() -> Vec<Module>, config: Config, check: F)
where
    F: Fn(TestHouse) -> Fut,
    Fut: Future<Output = ()>,
{
    let rooms: Vec<Migrations> = with_platform(modules).iter().map(|module| module.migrations).collect();
    wasl_db::testing::on_both(&rooms, |db: Db| async {
        check(open(db, with_platform(modules), config.clone()).await).await;
    })
    .await;
}

fn with_platform(modules: fn() -> Vec<Module>) -> Vec<Module> {
    let mut all = modules();
    if !all.iter().any(|module| module.room == "platform") {
        all.insert(0, crate::module());
    }
    all
}

async fn open(db: Db, modules: Vec<Module>, config: Config) -> TestHouse {
    let texts: Vec<_> = modules.iter().map(|module| module.texts).chain([wasl_ui::TEXTS]).collect();
    wasl_i18n::install(&texts);
    let clock = Arc::new(FixedClock::at(START));
    let house = House::new(HouseParts {
        db,
        clock: Arc::clone(&clock) as Arc<dyn wasl_base::Clock>,
        chance: Arc::new(SystemChance),
        ids: Arc::new(Ids::new(0)),
        config,
        registry: Arc::new(Registry::new(&modules)),
        seals: Seals::of(&[[7; 32]]),
        rate: Rate::new(Rates::default()),
        outbox_bell: Arc::new(Notify::new()),
    });
    record_subscriptions(&house).await.expect("subscriptions");
    let shop = create_shop(&house, palm_shop("nakheel")).await.expect("shop");
    let owner = create_user(&house, shop.id, Role::Owner, "owner@example.com", "سارة", Some("a long password"))
        .await
        .expect("owner");
    let session = crate::access::open_session(&house, owner).await.expect("session");
    let api_key = create_api_key(&house, &shop, "tests", &[Scope::Admin]).await.expect("key").secret;
    let router = crate::web::build_router(house.clone(), modules, wasl_ui::routes());
    TestHouse { house, clock, shop, owner, session, api_key, router }
}

/// The shop that tests and the demo use: Arabic, Riyadh, riyals.
pub fn palm_shop(handle: &str) -> NewShop {
    NewShop {
        handle: handle.to_owned(),
        name_ar: "متجر النخيل".to_owned(),
        name_en: "Nakheel Store".to_owned(),
        currency: Currency::SAR,
        country: "SA".to_owned(),
        zone: "Asia/Riyadh".parse().unwrap_or_else(|_| wasl_base::Zone::utc()),
        lang: Lang::Ar,
        digits: Digits::Western,
        calendar: Calendar::Gregorian,
        hue: 168,
        city: "الرياض".to_owned(),
        region: Some("الرياض".to_owned()),
        contact_phone: Some("+966112345678".to_owned()),
        contact_email: Some("care@nakheel.example".to_owned()),
        contact_whatsapp: Some("+966501234567".to_owned()),
    }
}

/// The hidden token of every form of this session.
pub fn form_token(session: &str) -> String {
    crate::access::csrf_of(session)
}

impl TestHouse {
    /// Delivers everything that waits in the outbox.
    pub async fn drain(&self) -> u64 {
        drain_all(&self.house).await.expect("drain")
    }

    /// Another shop with its own key, for tests of isolation.
    pub async fn other_shop(&self) -> (Arc<Shop>, String) {
        let shop = create_shop(&self.house, palm_shop("other")).await.expect("other shop");
        let key = create_api_key(&self.house, &shop, "tests", &[Scope::Admin]).await.expect("key");
        (shop, key.secret)
    }

    /// As somebody on this machine, unless the request says otherwise by a `Peer` of its own.
    pub async fn send(&self, mut request: Request<Body>) -> Reply {
        if request.extensions().get::<Peer>().is_none() {
            request.extensions_mut().insert(Peer(std::net::SocketAddr::from(([127, 0, 0, 1], 1))));
        }
        let response = self.router.clone().oneshot(request).await.expect("infallible");
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 16 * 1024 * 1024).await.expect("body");
        Reply { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// An API call with this shop's key. `body` is sent as it is.
    pub async fn api(&self, method: &str, path: &str, body: &str, idempotency_key: Option<&str>) -> Reply {
        self.api_as(&self.api_key, method, path, body, idempotency_key).await
    }

    pub async fn api_as(&self, key: &str, method: &str, path: &str, body: &str, idempotency: Option<&str>) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {key}"))
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(value) = idempotency {
            request = request.header("idempotency-key", value);
        }
        self.send(request.body(Body::from(body.to_owned())).expect("request")).await
    }

    /// A page as the signed-in owner sees it. `lang` is `ar` or `en`.
    pub async fn page(&self, path: &str, lang: &str) -> Reply {
        let request = Request::builder()
            .uri(path)
            .header(header::COOKIE, format!("wasl_session={}; wasl_lang={lang}", self.session));
        self.send(request.body(Body::empty()).expect("request")).await
    }

    /// A page as a stranger sees it.
    pub async fn public_page(&self, path: &str, lang: &str) -> Reply {
        let request = Request::builder().uri(path).header(header::COOKIE, format!("wasl_lang={lang}"));
        self.send(request.body(Body::empty()).expect("request")).await
    }

    /// A form sent by the signed-in owner, with the right token.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let csrf = crate::access::csrf_of(&self.session);
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        let body = serde_urlencoded::to_string(&all).expect("form");
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header(header::COOKIE, format!("wasl_session={}", self.session))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).expect("request")).await
    }
}
