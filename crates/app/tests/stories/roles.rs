//! Each role at every console page and form of the source: who may, who is told that he may not, and what is not shown to
//! whom. The table is written by hand, so that a new page stops the test until somebody has thought about it.

use crate::console_matrix::{Route, Seat, routes, visit};
use crate::operations::Rows;
use crate::support::counts;
use wasl_platform::testing::{TestHouse, form_token, on_both, on_both_with};
use wasl_platform::{Config, Role, create_user};

const ALL: &[Role] = &Role::ALL;
const OWNER: &[Role] = &[Role::Owner];
const WITH_BOOKS: &[Role] = &[Role::Owner, Role::Accountant];
const WITH_ORDERS: &[Role] = &[Role::Owner, Role::Operations, Role::Agent];
const WITH_PARCELS: &[Role] = &[Role::Owner, Role::Operations];
const WITH_PAYMENTS: &[Role] = &[Role::Owner, Role::Operations, Role::Accountant];

/// Method, path below the shop's, and who may.
const TABLE: [(&str, &str, &[Role]); 47] = [
    ("GET", "", ALL),
    ("GET", "/audit", OWNER),
    ("POST", "/audit/export", OWNER),
    ("GET", "/books", WITH_BOOKS),
    ("GET", "/books/accounts/{code}", WITH_BOOKS),
    ("GET", "/books/entries/{seq}", WITH_BOOKS),
    ("POST", "/books/entries/{seq}/reversal", WITH_BOOKS),
    ("GET", "/books/journal", WITH_BOOKS),
    ("GET", "/find", ALL),
    ("GET", "/keys", OWNER),
    ("POST", "/keys", OWNER),
    ("POST", "/keys/revoked", OWNER),
    ("GET", "/me", ALL),
    ("POST", "/me/password", ALL),
    ("POST", "/me/second-step", ALL),
    ("POST", "/me/sessions", ALL),
    ("GET", "/orders", ALL),
    ("GET", "/orders/{id}", ALL),
    ("GET", "/orders/{id}/cancel", WITH_ORDERS),
    ("POST", "/orders/{id}/cancel", WITH_ORDERS),
    ("GET", "/orders/{id}/note", WITH_ORDERS),
    ("POST", "/orders/{id}/note", WITH_ORDERS),
    ("GET", "/orders/{id}/pay", WITH_PAYMENTS),
    ("POST", "/orders/{id}/pay", WITH_PAYMENTS),
    ("POST", "/orders/{id}/shipments", WITH_PARCELS),
    ("GET", "/settings", ALL),
    ("GET", "/shipments", ALL),
    ("GET", "/shipments/{id}", ALL),
    ("POST", "/shipments/{id}/events", WITH_PARCELS),
    ("POST", "/shipments/{id}/link", WITH_ORDERS),
    ("GET", "/storefronts", WITH_PARCELS),
    ("POST", "/storefronts", WITH_PARCELS),
    ("GET", "/storefronts/{id}", WITH_PARCELS),
    ("POST", "/storefronts/{id}/end", WITH_PARCELS),
    ("GET", "/storefronts/{id}/messages/{message}", WITH_PARCELS),
    ("POST", "/storefronts/{id}/replay", WITH_PARCELS),
    ("POST", "/storefronts/{id}/secret", WITH_PARCELS),
    ("GET", "/stuck", WITH_PARCELS),
    ("POST", "/stuck/deliveries", WITH_PARCELS),
    ("POST", "/stuck/jobs", WITH_PARCELS),
    ("POST", "/stuck/listeners", WITH_PARCELS),
    ("GET", "/team", OWNER),
    ("POST", "/team/invitations", OWNER),
    ("POST", "/team/invitations/taken-back", OWNER),
    ("GET", "/team/{id}", OWNER),
    ("POST", "/team/{id}/removal", OWNER),
    ("POST", "/team/{id}/role", OWNER),
];

fn who_may(route: &Route) -> &'static [Role] {
    let path = route.path.trim_start_matches("/s/{shop}");
    let line = TABLE.iter().find(|(method, known, _)| *method == route.method && *known == path);
    line.unwrap_or_else(|| panic!("{} {}: who may?", route.method, route.path)).2
}

/// Somebody with the role, at their desk.
async fn seat(t: &TestHouse, role: Role) -> Seat {
    let email = format!("{}@roles.example", role.as_str());
    create_user(&t.house, t.shop.id, role, &email, "سعاد", Some("a long password")).await.expect("a person");
    Seat::take(t, &email, "a long password", "nakheel").await
}

#[test]
fn every_line_of_the_table_is_a_page() {
    let known: Vec<_> = routes().iter().map(|route| (route.method, route.path.clone())).collect();
    for (method, path, _) in TABLE {
        assert!(known.contains(&(method, format!("/s/{{shop}}{path}"))), "{method} {path} is no page of the console");
    }
}

#[tokio::test]
async fn each_role_does_what_it_may_and_is_told_what_it_may_not() {
    on_both(wasl::modules, |t| async move {
        let rows = Rows::make(&t, "A").await;
        for role in Role::ALL {
            let seat = seat(&t, role).await;
            let try_all = async |is_refused: bool| {
                for route in routes().iter().filter(|route| who_may(route).contains(&role) != is_refused) {
                    let path = route.fill("nakheel", &rows);
                    let reply = visit(&t, route, &path, Some(&seat.session), &seat.csrf).await;
                    let told = format!("{} as {}: {} {}", route.method, role.as_str(), route.path, reply.body);
                    assert_eq!(reply.status == 403, is_refused, "{told}");
                    assert!(!is_refused || reply.body.contains("platform.not_allowed"), "{told}");
                    assert!(!reply.status.is_server_error(), "{told}");
                }
            };
            let before = counts(&t).await;
            try_all(true).await;
            assert_eq!(counts(&t).await, before, "what {} may not do leaves nothing behind", role.as_str());
            try_all(false).await;
        }
    })
    .await;
}

/// The line of the table that an address of the console is of: the most literal one that fits.
fn line_of(method: &str, href: &str) -> Option<&'static [Role]> {
    let path = href.split(['?', '#']).next()?.strip_prefix("/s/nakheel")?;
    let fits = |known: &str| {
        let (ours, theirs): (Vec<_>, Vec<_>) = (known.split('/').collect(), path.split('/').collect());
        ours.len() == theirs.len() && ours.iter().zip(&theirs).all(|(one, other)| one.starts_with('{') || one == other)
    };
    let lines = TABLE.iter().filter(|(verb, known, _)| *verb == method && fits(known));
    lines.min_by_key(|(_, known, _)| known.matches('{').count()).map(|(.., roles)| *roles)
}

/// Where a page's links and forms lead: method and address.
fn ways_of(page: &str) -> Vec<(&'static str, String)> {
    let value = |tag: &str, name: &str| {
        tag.split(&format!(" {name}=\""))
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .map(|v| v.replace("&amp;", "&"))
    };
    let tags = page.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default());
    let ways = tags.filter_map(|tag| match tag.split(' ').next()? {
        "a" => Some(("GET", value(tag, "href")?)),
        "form" if value(tag, "method")?.eq_ignore_ascii_case("post") => Some(("POST", value(tag, "action")?)),
        "form" => Some(("GET", value(tag, "action")?)),
        _ => None,
    });
    ways.filter(|(_, href)| href.starts_with("/s/nakheel")).collect()
}

#[tokio::test]
async fn no_link_or_form_leads_to_a_refusal() {
    on_both(wasl::modules, |t| async move {
        let rows = Rows::make(&t, "A").await;
        t.drain().await;
        let mut seen = 0;
        for role in Role::ALL {
            let seat = seat(&t, role).await;
            for route in routes().iter().filter(|route| route.method == "GET" && who_may(route).contains(&role)) {
                let path = route.fill("nakheel", &rows);
                let page = visit(&t, route, &path, Some(&seat.session), "").await.body;
                for (method, href) in ways_of(&page) {
                    let roles = line_of(method, &href).unwrap_or_else(|| panic!("{path} leads to {method} {href}"));
                    assert!(roles.contains(&role), "{path} leads {} to {method} {href}", role.as_str());
                    seen += 1;
                }
            }
        }
        assert!(seen > 300, "only {seen} ways were seen");
    })
    .await;
}

/// What stands on a page leads to nothing that is refused.
#[tokio::test]
async fn nobody_is_shown_what_is_not_theirs() {
    on_both(wasl::modules, |t| async move {
        let rows = Rows::make(&t, "A").await;
        t.drain().await;
        for role in Role::ALL {
            let seat = seat(&t, role).await;
            let page = async |path: &str| {
                let route = Route { method: "GET", path: path.to_owned() };
                visit(&t, &route, path, Some(&seat.session), "").await.body
            };
            let (home, order) = (page("/s/nakheel").await, page(&format!("/s/nakheel/orders/{}", rows.order)).await);
            let parcel = page(&format!("/s/nakheel/shipments/{}", rows.shipment)).await;
            let shown = |body: &str, what: &str, may: &[Role]| {
                assert_eq!(body.contains(what), may.contains(&role), "{what} as {}: {body}", role.as_str());
            };
            shown(&home, "href=\"/s/nakheel/books", WITH_BOOKS);
            shown(&home, "Cash owed to you", WITH_BOOKS);
            shown(&home, "Sales with VAT", WITH_PAYMENTS);
            shown(&order, "In the books", WITH_BOOKS);
            shown(&order, &format!("/orders/{}/note", rows.order), WITH_ORDERS);
            shown(&order, &format!("/orders/{}/cancel", rows.order), WITH_ORDERS);
            shown(&parcel, &format!("/shipments/{}/events", rows.shipment), WITH_PARCELS);
            shown(&parcel, &format!("/shipments/{}/link", rows.shipment), WITH_ORDERS);
        }
    })
    .await;
}

/// As a house is served: no page or form of the console opens to an owner or accountant without a second step.
#[tokio::test]
async fn no_page_opens_to_an_owner_or_accountant_without_a_second_step() {
    on_both_with(wasl::modules, Config::default(), |t| async move {
        let rows = Rows::make(&t, "A").await;
        for role in [Role::Owner, Role::Accountant] {
            let email = format!("{}@strict.example", role.as_str());
            let made = create_user(&t.house, t.shop.id, role, &email, "سعاد", Some("a long password"));
            made.await.expect("a person");
            let session = Seat::sign_in(&t, &email, "a long password").await;
            let (csrf, before) = (form_token(&session), counts(&t).await);
            for route in routes() {
                let path = route.fill("nakheel", &rows);
                let reply = visit(&t, &route, &path, Some(&session), &csrf).await;
                let told = format!("{} {} as {}", route.method, route.path, role.as_str());
                assert_eq!(reply.status, 303, "{told}: {}", reply.body);
                assert!(reply.header("location").starts_with("/second-step/set-up?next="), "{told}");
            }
            assert_eq!(counts(&t).await, before, "nothing was done");
        }
    })
    .await;
}
