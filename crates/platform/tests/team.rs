//! The team on both engines: invitations that open nothing by themselves, roles that change at once, and a shop that keeps
//! an owner whatever its owners do to each other.

use axum::body::Body;
use axum::http::{Request, header};
use std::convert::Infallible;
use wasl_base::{Coded, UserId};
use wasl_db::{Tx, args};
use wasl_platform::testing::{Reply, TestHouse, on_both};
use wasl_platform::{
    Module, Role, change_role, create_user, disable_user, invite, list_people, read_audit, remove_member,
};

const PASSWORD: &str = "a sentence of words";
const DAY_SECONDS: i64 = 86_400;

fn none() -> Vec<Module> {
    Vec::new()
}

async fn send(t: &TestHouse, method: &str, path: &str, cookies: &str, fields: &[(&str, &str)]) -> Reply {
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", wasl_platform::web::encode(value))).collect();
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::COOKIE, format!("{cookies}; wasl_lang=en"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    t.send(request.body(Body::from(pairs.join("&"))).expect("request")).await
}

fn cookies(reply: &Reply) -> String {
    let all = reply.headers.get_all(header::SET_COOKIE).iter();
    let pairs: Vec<&str> = all.filter_map(|value| value.to_str().ok()?.split(';').next()).collect();
    pairs.join("; ")
}

async fn sign_in(t: &TestHouse, email: &str) -> String {
    let reply = send(t, "POST", "/sign-in", "", &[("email", email), ("password", PASSWORD)]).await;
    assert_eq!(reply.status, 303, "{}", reply.body);
    cookies(&reply)
}

/// The token of the forms on a page.
fn csrf_of(page: &Reply) -> String {
    let found = page.body.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    found.unwrap_or_else(|| panic!("no form on {}", page.body)).to_owned()
}

/// The path of the link that the page tells once.
fn link_of(page: &Reply) -> String {
    let rest = page.body.split("/invited/").nth(1).unwrap_or_else(|| panic!("no link on {}", page.body));
    format!("/invited/{}", rest.split(['<', '"']).next().expect("an end"))
}

async fn invited(t: &TestHouse, email: &str, role: &str) -> String {
    let fields = [("name", "هند"), ("email", email), ("role", role)];
    let page = t.form("/s/nakheel/team/invitations", &fields).await;
    assert_eq!(page.status, 200, "{}", page.body);
    link_of(&page)
}

async fn role_of(t: &TestHouse, email: &str) -> Option<Role> {
    let mut read = t.house.db.read().await.expect("read");
    let people = list_people(&mut read, t.shop.id).await.expect("people");
    people.into_iter().find(|person| person.email == email).and_then(|person| person.role)
}

async fn verbs(t: &TestHouse) -> Vec<String> {
    let mut read = t.house.db.read().await.expect("read");
    let rows = read_audit(&mut read, t.shop.id, None, 50).await.expect("audit");
    rows.into_iter().rev().map(|row| row.verb).filter(|verb| verb.starts_with("member.")).collect()
}

wasl_db::statements! {
    OWN = "INSERT INTO membership (user_id, shop_id, role, created_at) VALUES ($1, $2, 'owner', 0) ON CONFLICT (user_id, shop_id) DO UPDATE SET role = 'owner'";
    MOVE = "UPDATE invitation SET shop_id = $2 WHERE shop_id = $1";
}

async fn member(t: &TestHouse, role: Role, email: &str) -> UserId {
    create_user(&t.house, t.shop.id, role, email, "سعاد", Some(PASSWORD)).await.expect("a person")
}

#[tokio::test]
async fn a_new_person_makes_their_account_and_the_link_is_used_up() {
    on_both(none, |t| async move {
        let link = invited(&t, "Hind@example.com ", "accountant").await;
        let team = t.page("/s/nakheel/team", "en").await;
        assert!(team.body.contains("hind@example.com") && !team.body.contains("/invited/"), "told once: {}", team.body);
        for lang in ["ar", "en"] {
            let page = t.public_page(&link, lang).await;
            assert!(page.status == 200 && !page.body.contains('⟦'), "{}", page.body);
            assert!(page.body.contains("hind@example.com"), "{}", page.body);
        }
        assert_eq!(role_of(&t, "hind@example.com").await, None, "looking changes nothing");
        let short = send(&t, "POST", &link, "", &[("name", "هند"), ("password", "short")]).await;
        assert_eq!(short.status, 422, "{}", short.body);
        assert!(short.body.contains("at least 10") && short.body.contains("value=\"هند\""), "{}", short.body);
        let entered = send(&t, "POST", &link, "", &[("name", "هند القحطاني"), ("password", PASSWORD)]).await;
        assert_eq!((entered.status.as_u16(), entered.header("location")), (303, "/s/nakheel"), "{}", entered.body);
        assert_eq!(role_of(&t, "hind@example.com").await, Some(Role::Accountant));
        assert_eq!(send(&t, "GET", "/s/nakheel/me", &cookies(&entered), &[]).await.status, 200);
        let again = send(&t, "POST", &link, "", &[("name", "x"), ("password", PASSWORD)]).await;
        assert_eq!((again.status.as_u16(), t.public_page(&link, "en").await.status.as_u16()), (404, 404));
        assert_eq!(verbs(&t).await, ["member.invited", "member.joined"]);
    })
    .await;
}

#[tokio::test]
async fn somebody_with_an_account_joins_from_their_own_session_alone() {
    on_both(none, |t| async move {
        let (other, _) = t.other_shop().await;
        create_user(&t.house, other.id, Role::Owner, "khalid@example.com", "خالد", Some(PASSWORD)).await.expect("made");
        let link = invited(&t, "khalid@example.com", "operations").await;
        let join = format!("{link}/join");
        let page = t.public_page(&link, "en").await;
        assert!(page.body.contains("/sign-in?next=") && !page.body.contains("name=\"password\""), "{}", page.body);
        let taken = send(&t, "POST", &link, "", &[("name", "x"), ("password", "another sentence")]).await;
        assert_eq!(taken.status, 409, "{}", taken.body);
        assert_eq!(cookies(&taken), "", "nobody comes in by a link to another's account");

        // Another person's session neither joins nor uses the link up.
        let owner = format!("wasl_session={}", t.session);
        let seen = send(&t, "GET", &link, &owner, &[]).await;
        assert!(seen.body.contains("You are signed in as owner@example.com"), "{}", seen.body);
        let csrf = csrf_of(&t.page("/s/nakheel/team", "en").await);
        assert_eq!(send(&t, "POST", &join, &owner, &[("csrf", &csrf)]).await.status, 404);
        assert_eq!(role_of(&t, "khalid@example.com").await, None);

        let khalid = sign_in(&t, "khalid@example.com").await;
        let page = send(&t, "GET", &link, &khalid, &[]).await;
        let forged = send(&t, "POST", &join, &khalid, &[("csrf", "x")]).await;
        assert_eq!(forged.status, 403);
        let joined = send(&t, "POST", &join, &khalid, &[("csrf", &csrf_of(&page))]).await;
        assert_eq!((joined.status.as_u16(), joined.header("location")), (303, "/s/nakheel"), "{}", joined.body);
        assert_eq!(role_of(&t, "khalid@example.com").await, Some(Role::Operations));
        assert_eq!(t.public_page(&link, "en").await.status, 404, "used up");
    })
    .await;
}

#[tokio::test]
async fn dead_links_open_nothing() {
    on_both(none, |t| async move {
        let actor = t.owner.to_string();
        let (other, _) = t.other_shop().await;
        let old = invited(&t, "one@example.com", "agent").await;
        let new = invited(&t, "one@example.com", "operations").await;
        let status = async |path: &str| t.public_page(path, "en").await.status.as_u16();
        assert_eq!((status(&old).await, status(&new).await), (404, 200), "who is asked again has one link");
        for path in ["/invited/x", "/invited/.", "/invited/%00.x", "/invited/nosuch.token"] {
            assert_eq!(status(path).await, 404, "{path}");
        }
        let page = t.page("/s/nakheel/team", "en").await.body;
        let id =
            page.split("name=\"invitation\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("one");
        let back = t.form("/s/nakheel/team/invitations/taken-back", &[("invitation", id)]).await;
        assert_eq!((back.status.as_u16(), status(&new).await), (303, 404));

        // A row of another shop does not answer to a link of this one.
        let moved = invited(&t, "three@example.com", "agent").await;
        let (from, to) = (t.shop.id, other.id);
        let move_it =
            t.house.db.write((), move |tx: &mut Tx, ()| Box::pin(async move { tx.run(MOVE, args![from, to]).await }));
        assert_eq!((move_it.await.expect("moved"), status(&moved).await), (1, 404));

        let late = invited(&t, "two@example.com", "agent").await;
        t.clock.advance_seconds(7 * DAY_SECONDS);
        assert_eq!(status(&late).await, 404);
        assert!(!t.page("/s/nakheel/team", "en").await.body.contains("two@example.com"));
        // The session is over by now, but not the owner.
        let answer = invite(&t.house, &t.shop, Role::Agent, "two@example.com", "ثانية", &actor).await;
        assert!(answer.is_ok(), "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_asked_is_told_at_its_field() {
    on_both(none, |t| async move {
        for (name, email, role, status, said) in [
            ("هند", "no address", "agent", 422, "not an e-mail address"),
            ("", "hind@example.com", "agent", 422, "A name is needed"),
            ("هند", "hind@example.com", "king", 422, "Choose one of the roles"),
            ("سارة", "owner@example.com", "agent", 409, "already here"),
        ] {
            let fields = [("name", name), ("email", email), ("role", role)];
            let refused = t.form("/s/nakheel/team/invitations?lang=en", &fields).await;
            assert_eq!(refused.status.as_u16(), status, "{said}: {}", refused.body);
            assert!(refused.body.contains(said), "{said}: {}", refused.body);
        }
        assert_eq!(verbs(&t).await, Vec::<String>::new());
        let actor = t.owner.to_string();
        for number in 0..100 {
            let email = format!("p{number}@example.com");
            invite(&t.house, &t.shop, Role::Agent, &email, "x", &actor).await.expect("asked");
        }
        let more = async || {
            let asked = invite(&t.house, &t.shop, Role::Agent, "more@example.com", "x", &actor).await;
            asked.map(drop).map_err(|error| error.code())
        };
        assert_eq!(more().await, Err("platform.too_many_invitations"));
        t.clock.advance_seconds(7 * DAY_SECONDS);
        assert_eq!(more().await, Ok(()), "those that have ended take no room");
    })
    .await;
}

#[tokio::test]
async fn a_role_changes_at_once_and_who_is_removed_sees_nothing() {
    on_both(none, |t| async move {
        let id = member(&t, Role::Owner, "hind@example.com").await;
        let hind = sign_in(&t, "hind@example.com").await;
        let page = |path: &'static str| send(&t, "GET", path, &hind, &[]);
        assert_eq!(page("/s/nakheel/team").await.status, 200);
        let person = format!("/s/nakheel/team/{id}");
        let done = t.form(&format!("{person}/role"), &[("role", "agent")]).await;
        assert_eq!(done.status, 303, "{}", done.body);
        assert_eq!(page("/s/nakheel/team").await.status, 403);
        let settings = page("/s/nakheel/settings").await;
        assert!(settings.status == 200 && !settings.body.contains("/team"), "{}", settings.body);
        let removed = t.form(&format!("{person}/removal"), &[]).await;
        assert_eq!((removed.status.as_u16(), page("/s/nakheel/me").await.status.as_u16()), (303, 404));
        assert_eq!(t.page(&person, "en").await.status, 404);
        let again = t.form(&format!("{person}/removal"), &[]).await;
        assert_eq!(again.status, 404, "{}", again.body);
        assert_eq!(verbs(&t).await, ["member.role_changed", "member.removed"]);
    })
    .await;
}

#[tokio::test]
async fn another_shop_s_people_are_not_found() {
    on_both(none, |t| async move {
        let (other, _) = t.other_shop().await;
        let theirs = create_user(&t.house, other.id, Role::Agent, "x@example.com", "x", None).await.expect("made");
        for path in ["", "/role", "/removal"] {
            let path = format!("/s/nakheel/team/{theirs}{path}");
            let reply = if path.ends_with(&theirs.to_string()) {
                t.page(&path, "en").await
            } else {
                t.form(&path, &[("role", "owner")]).await
            };
            assert_eq!(reply.status, 404, "{path}: {}", reply.body);
        }
        let mut read = t.house.db.read().await.expect("read");
        let people = list_people(&mut read, other.id).await.expect("people");
        assert_eq!(people.iter().map(|person| person.role).collect::<Vec<_>>(), [Some(Role::Agent)]);
    })
    .await;
}

#[tokio::test]
async fn a_shop_keeps_an_owner() {
    on_both(none, |t| async move {
        let (shop, actor) = (t.shop.id, t.owner.to_string());
        let me = format!("/s/nakheel/team/{}", t.owner);
        for (path, fields) in [("role", vec![("role", "agent")]), ("removal", vec![])] {
            let refused = t.form(&format!("{me}/{path}?lang=en"), &fields).await;
            assert_eq!(refused.status, 409, "{}", refused.body);
            assert!(refused.body.contains("A shop keeps at least one owner"), "{}", refused.body);
        }
        // An owner who may not come in is none.
        let second = member(&t, Role::Owner, "second@example.com").await;
        disable_user(&t.house, second, "test").await.expect("sent away");
        let refused = remove_member(&t.house, shop, t.owner, &actor).await;
        assert_eq!(refused.map_err(|error| error.code()), Err("platform.last_owner"));
        assert_eq!(
            change_role(&t.house, shop, second, Role::Agent, &actor).await.map_err(|error| error.code()),
            Ok(true)
        );
    })
    .await;
}

/// The tests' own owner is one again.
async fn put_back(t: &TestHouse) {
    let (user, shop) = (t.owner, t.shop.id);
    let back =
        t.house.db.write((), move |tx: &mut Tx, ()| Box::pin(async move { tx.run(OWN, args![user, shop]).await }));
    back.await.expect("an owner again");
}

#[tokio::test]
async fn two_owners_do_not_remove_each_other() {
    on_both(none, |t| async move {
        let shop = t.shop.id;
        for round in 0..10 {
            let email = format!("second{round}@example.com");
            let second = member(&t, Role::Owner, &email).await;
            let (one, other) = (t.owner.to_string(), second.to_string());
            let done =
                |outcome: Result<bool, wasl_platform::UserError>| outcome.map(drop).map_err(|error| error.code());
            let gone = |outcome: Result<(), wasl_platform::UserError>| outcome.map_err(|error| error.code());
            // Both demote, both remove, or one of each.
            let (first, last) = match round % 3 {
                0 => {
                    let both = tokio::join!(
                        change_role(&t.house, shop, second, Role::Agent, &one),
                        change_role(&t.house, shop, t.owner, Role::Agent, &other)
                    );
                    (done(both.0), done(both.1))
                }
                1 => {
                    let both = tokio::join!(
                        remove_member(&t.house, shop, second, &one),
                        remove_member(&t.house, shop, t.owner, &other)
                    );
                    (gone(both.0), gone(both.1))
                }
                _ => {
                    let both = tokio::join!(
                        remove_member(&t.house, shop, second, &one),
                        change_role(&t.house, shop, t.owner, Role::Agent, &other)
                    );
                    (gone(both.0), done(both.1))
                }
            };
            let codes = [first, last];
            assert_eq!(codes.iter().filter(|code| code.is_ok()).count(), 1, "round {round}: {codes:?}");
            assert!(codes.contains(&Err("platform.last_owner")), "round {round}: {codes:?}");
            put_back(&t).await;
            // Who was removed already is not found.
            let _ = remove_member(&t.house, shop, second, "test").await;
        }
    })
    .await;
}

#[tokio::test]
async fn what_an_owner_asked_goes_with_them() {
    on_both(none, |t| async move {
        let second = member(&t, Role::Owner, "second@example.com").await;
        let token =
            async |email: &str, by: &str| invite(&t.house, &t.shop, Role::Owner, email, "x", by).await.expect("asked");
        let (theirs, ours) =
            (token("a@example.com", &second.to_string()).await, token("b@example.com", &t.owner.to_string()).await);
        let status = async |token: &str| t.public_page(&format!("/invited/{token}"), "en").await.status.as_u16();
        assert_eq!((status(&theirs).await, status(&ours).await), (200, 200));
        change_role(&t.house, t.shop.id, second, Role::Agent, "test").await.expect("changed");
        assert_eq!((status(&theirs).await, status(&ours).await), (404, 200));
    })
    .await;
}

#[tokio::test]
async fn an_invitation_that_was_used_is_not_said_to_be_taken_back() {
    on_both(none, |t| async move {
        let link = invited(&t, "hind@example.com", "agent").await;
        let page = t.page("/s/nakheel/team", "en").await.body;
        let id =
            page.split("name=\"invitation\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("one");
        // Two at once make one account.
        let fields = [("name", "هند"), ("password", PASSWORD)];
        let (one, other) = tokio::join!(send(&t, "POST", &link, "", &fields), send(&t, "POST", &link, "", &fields));
        let mut answers = [one.status.as_u16(), other.status.as_u16()];
        answers.sort_unstable();
        assert_eq!(answers[0], 303, "{} {}", one.body, other.body);
        assert!([404, 409].contains(&answers[1]), "{answers:?}");
        let back = t.form("/s/nakheel/team/invitations/taken-back", &[("invitation", id)]).await;
        assert_eq!(back.header("location"), "/s/nakheel/team?done=gone");
        let told = t.page("/s/nakheel/team?done=gone", "en").await.body;
        assert!(told.contains("was used or had ended") && told.contains("hind@example.com"), "{told}");
    })
    .await;
}

/// Sends a form whose last byte comes only when `meanwhile` is done, and no sooner than it was waited for.
async fn while_it_arrives(
    t: &TestHouse,
    path: &str,
    cookies: &str,
    body: String,
    meanwhile: impl Future<Output = ()>,
) -> Reply {
    let (asked, is_asked) = tokio::sync::oneshot::channel::<()>();
    let (release, is_released) = tokio::sync::oneshot::channel::<()>();
    let late = futures::stream::once(async move {
        asked.send(()).expect("somebody waits");
        is_released.await.expect("released");
        Ok::<_, Infallible>(body)
    });
    let request = Request::builder()
        .method("POST")
        .uri(path)
        .header(header::COOKIE, cookies)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let sent = t.send(request.body(Body::from_stream(late)).expect("request"));
    let held = async {
        is_asked.await.expect("the form is read");
        meanwhile.await;
        release.send(()).expect("somebody reads");
    };
    tokio::join!(sent, held).0
}

#[tokio::test]
async fn a_form_held_back_does_nothing_for_whoever_was_removed_meanwhile() {
    on_both(none, |t| async move {
        let shop = t.shop.id;
        let invitation = "name=x&email=me2%40example.com&role=owner";
        let second = member(&t, Role::Owner, "second@example.com").await;
        let theirs = sign_in(&t, "second@example.com").await;
        let csrf = csrf_of(&send(&t, "GET", "/s/nakheel/team", &theirs, &[]).await);
        let body = || format!("csrf={csrf}&{invitation}");
        let path = "/s/nakheel/team/invitations";
        let demoted = while_it_arrives(&t, path, &theirs, body(), async {
            change_role(&t.house, shop, second, Role::Agent, "test").await.expect("changed");
        });
        assert_eq!(demoted.await.status, 403);
        change_role(&t.house, shop, second, Role::Owner, "test").await.expect("an owner again");
        let removed = while_it_arrives(&t, path, &theirs, body(), async {
            remove_member(&t.house, shop, second, "test").await.expect("removed");
        });
        assert_eq!(removed.await.status, 404);
        let page = t.page("/s/nakheel/team", "en").await.body;
        assert!(!page.contains("me2@example.com"), "{page}");
        // Held back by somebody who stays, it is done.
        let owner = format!("wasl_session={}", t.session);
        let csrf = csrf_of(&t.page("/s/nakheel/team", "en").await);
        let kept = while_it_arrives(&t, path, &owner, format!("csrf={csrf}&{invitation}"), async {}).await;
        assert_eq!(kept.status, 200, "{}", kept.body);
    })
    .await;
}
