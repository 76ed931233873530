//! Every console page of the source against every visitor: a stranger to the shop gets 404, nobody signed in goes to the
//! sign-in page. The routes are read from the source, so that a new page that the test cannot fill stops it.

use crate::operations::Rows;
use axum::body::Body;
use axum::http::{Request, header};
use std::fs;
use std::path::{Path, PathBuf};
use wasl_platform::testing::{Reply, TestHouse, on_both};
use wasl_platform::{Role, create_user};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    pub method: &'static str,
    pub path: String,
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
}

/// What all crates are made of.
pub fn source_files(crates: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(crates).expect("crates") {
        let source = entry.expect("an entry").path().join("src");
        if source.is_dir() {
            sources(&source, &mut files);
        }
    }
    files
}

/// `.route("/s/{shop}…", get(…).post(…))` in the source of every crate.
pub fn routes() -> Vec<Route> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut all = Vec::new();
    for file in source_files(&crates) {
        let text = fs::read_to_string(&file).expect("a source");
        for rest in text.split(".route(").skip(1) {
            let Some(rest) = rest.trim_start().strip_prefix('"') else { continue };
            let Some((path, rest)) = rest.split_once('"') else { continue };
            let handlers = rest.split('}').next().unwrap_or("");
            if !path.starts_with("/s/") {
                continue;
            }
            let before = all.len();
            for (word, method) in [("get(", "GET"), ("post(", "POST")] {
                if handlers.contains(word) {
                    all.push(Route { method, path: path.to_owned() });
                }
            }
            assert!(all.len() > before, "{}: {path} answers by a method the test does not know", file.display());
        }
    }
    all.sort();
    assert!(all.len() >= 15, "only {} console routes were found", all.len());
    all
}

impl Route {
    pub fn fill(&self, shop: &str, rows: &Rows) -> String {
        let id = match self.path.split('/').nth(3) {
            Some("orders") => &rows.order,
            Some("shipments") => &rows.shipment,
            Some("team") => &rows.person,
            Some("storefronts") => &rows.storefront,
            _ => "",
        };
        let path = self.path.replace("{shop}", shop).replace("{seq}", &rows.seq).replace("{code}", "1120");
        let path = path.replace("{message}", &rows.message);
        let path = if id.is_empty() { path } else { path.replace("{id}", id) };
        assert!(!path.contains(['{', '}']), "{path}: teach `fill` what it names");
        path
    }

    fn names_a_row(&self) -> bool {
        self.path.contains("{id}") || self.path.contains("{seq}")
    }
}

/// A form that each console form finds its fields in.
const FIELDS: &str = "version=1&method=card&amount=1.00&external_ref=&reason=x&note=x&carrier=smsa&number=SM9\
                      &status=InTransit&place=x&text=x&at=2026-11-22T12:01&memo=x&what=InTransit";

pub async fn visit(t: &TestHouse, route: &Route, path: &str, session: Option<&str>, csrf: &str) -> Reply {
    let mut request = Request::builder().method(route.method).uri(path);
    if let Some(session) = session {
        request = request.header(header::COOKIE, format!("wasl_session={session}; wasl_lang=en"));
    }
    let mut body = String::new();
    if route.method == "POST" {
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        body = format!("csrf={csrf}&{FIELDS}");
    }
    t.send(request.body(Body::from(body)).expect("request")).await
}

/// Somebody signed in: the session, and the token of their forms.
pub struct Seat {
    pub session: String,
    pub csrf: String,
}

impl Seat {
    /// The session of whoever has given their password.
    pub async fn sign_in(t: &TestHouse, email: &str, password: &str) -> String {
        let (email, password) = (email.replace('@', "%40"), password.replace(' ', "+"));
        let request = Request::builder()
            .method("POST")
            .uri("/sign-in")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("email={email}&password={password}")))
            .expect("request");
        let reply = t.send(request).await;
        let cookie = reply.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        cookie.strip_prefix("wasl_session=").expect("a session").to_owned()
    }

    pub async fn take(t: &TestHouse, email: &str, password: &str, shop: &str) -> Self {
        let session = Self::sign_in(t, email, password).await;
        let home = Route { method: "GET", path: "/s/{shop}".to_owned() };
        let page = visit(t, &home, &format!("/s/{shop}"), Some(&session), "").await;
        assert_eq!(page.status, 200, "{}", page.body);
        let csrf = page.body.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        Self { session, csrf: csrf.expect("a form with a token").to_owned() }
    }
}

/// Somebody who owns another shop.
async fn foreign_owner(t: &TestHouse) -> Seat {
    let (shop, _) = t.other_shop().await;
    create_user(&t.house, shop.id, Role::Owner, "other@example.com", "خالد", Some("another long password"))
        .await
        .expect("another owner");
    Seat::take(t, "other@example.com", "another long password", "other").await
}

#[tokio::test]
async fn every_console_page_knows_its_people() {
    on_both(wasl::modules, |t| async move {
        let rows = Rows::make(&t, "A").await;
        let Seat { session, csrf } = foreign_owner(&t).await;
        for route in routes() {
            let (ours, theirs) = (route.fill("nakheel", &rows), route.fill("other", &rows));
            let told = format!("{} {}", route.method, route.path);
            let nobody = visit(&t, &route, &ours, None, "").await;
            assert_eq!(nobody.status, 303, "{told}: {}", nobody.body);
            assert!(nobody.header("location").starts_with("/sign-in"), "{told}: {}", nobody.header("location"));
            for dead in ["", "x"] {
                assert_eq!(visit(&t, &route, &ours, Some(dead), "").await.status, 303, "{told} with a dead session");
            }
            let stranger = visit(&t, &route, &ours, Some(&session), &csrf).await;
            assert_eq!(stranger.status, 404, "{told} as a stranger: {}", stranger.body);
            assert_eq!(visit(&t, &route, &theirs, Some(&t.session), "").await.status, 404, "{told} the other way");
            let inside = visit(&t, &route, &theirs, Some(&session), &csrf).await;
            // A form without a row of the address answers for itself, a page is shown.
            let expect: &[u16] = match route.method {
                _ if route.names_a_row() => &[404],
                "POST" if route.path.ends_with("/export") => &[200],
                "POST" => &[303, 404, 422],
                _ => &[200],
            };
            let status = inside.status.as_u16();
            assert!(expect.contains(&status), "{told} with another shop's row: {status} {}", inside.body);
            assert_eq!(betrayed(&inside, &rows), None, "{told}");
            if route.method == "GET" {
                let own = visit(&t, &route, &ours, Some(&t.session), "").await;
                assert_eq!(own.status, 200, "{told} as its owner: {}", own.body);
            }
        }
    })
    .await;
}

/// A page of refusal may carry the address that was asked for; all else of the other shop stays unsaid.
fn betrayed<'a>(reply: &Reply, rows: &'a Rows) -> Option<&'a str> {
    if reply.status == 200 { rows.betrayed_by(&reply.body) } else { None }
}

#[tokio::test]
async fn a_form_without_its_token_changes_nothing() {
    on_both(wasl::modules, |t| async move {
        let rows = Rows::make(&t, "A").await;
        for route in routes().iter().filter(|route| route.method == "POST") {
            for csrf in ["", "x"] {
                let reply = visit(&t, route, &route.fill("nakheel", &rows), Some(&t.session), csrf).await;
                assert_eq!(reply.status, 403, "{}: {}", route.path, reply.body);
            }
        }
        let order = crate::support::get(&t, &format!("/api/v1/orders/{}", rows.order)).await;
        assert_eq!((&order["version"], &order["state"]), (&serde_json::json!(1), &serde_json::json!("placed")));
    })
    .await;
}
