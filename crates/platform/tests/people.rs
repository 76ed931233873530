//! People on both engines: the first run whole or not at all, strangers who cannot keep anybody waiting, and what ends
//! when somebody is sent away or takes a new password.

use axum::body::Body;
use axum::http::{Request, header};
use wasl_base::{Coded, Kind};
use wasl_platform::jobs::parked_jobs;
use wasl_platform::testing::{Reply, TestHouse, on_both};
use wasl_platform::web::Peer;
use wasl_platform::{
    HandlerError, House, Job, JobKind, Jobs, Module, NewJob, Role, create_setup_link, create_user, disable_user,
    enable_user, find_person, list_people, needs_setup, read_audit, set_password,
};

fn none() -> Vec<Module> {
    Vec::new()
}

async fn post(t: &TestHouse, path: &str, cookies: &str, fields: &[(&str, &str)]) -> Reply {
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", wasl_platform::web::encode(value))).collect();
    let request = Request::builder()
        .method("POST")
        .uri(path)
        .header(header::COOKIE, cookies)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    t.send(request.body(Body::from(pairs.join("&"))).expect("request")).await
}

async fn sign_in(t: &TestHouse, cookies: &str, password: &str) -> Reply {
    post(t, "/sign-in", cookies, &[("email", "owner@example.com"), ("password", password)]).await
}

/// The cookies that came with an answer, as a browser sends them back.
fn cookies(reply: &Reply) -> String {
    let all = reply.headers.get_all(header::SET_COOKIE).iter();
    let pairs: Vec<&str> = all.filter_map(|value| value.to_str().ok()?.split(';').next()).collect();
    pairs.join("; ")
}

async fn home_status(t: &TestHouse, cookies: &str) -> u16 {
    let request = Request::builder().uri("/s/nakheel/me").header(header::COOKIE, cookies);
    t.send(request.body(Body::empty()).expect("request")).await.status.as_u16()
}

const GOOD: &str = "a long password";

wasl_db::statements! {
    FORGET_ALL_USERS = "DELETE FROM app_user";
    COUNT_SHOPS = "SELECT COUNT(*) FROM shop";
    COUNT_MEMBERS = "SELECT COUNT(*) FROM membership";
    ADD_EVENT = "INSERT INTO event (shop_id, id, kind, key, payload, at, recorded_at, origin) VALUES ($1, 7, 'order.paid', 9, '{}', 0, 0, 'live')";
    ADD_PARKED = "INSERT INTO delivery (shop_id, consumer, event_id, key, state, attempts, due_at, problem) VALUES ($1, 'ledger', 7, 9, 'parked', 12, 0, 'no such account')";
}

async fn count(t: &TestHouse, sql: wasl_db::Sql) -> i64 {
    let mut read = t.house.db.read().await.expect("read");
    read.one(sql, wasl_db::args![], |row| row.get(0)).await.expect("a count")
}

#[tokio::test]
async fn the_first_run_is_whole_or_nothing() {
    on_both(none, |t| async move {
        let emptied =
            t.house.db.write((), |tx, ()| Box::pin(async move { tx.run(FORGET_ALL_USERS, wasl_db::args![]).await }));
        emptied.await.expect("emptied");
        let link = create_setup_link(&t.house).await.expect("link");
        let (path, members) = (format!("/setup/{link}"), count(&t, COUNT_MEMBERS).await);
        let fields = |handle: &'static str, password: &'static str| {
            [
                ("name_ar", "متجر الواحة"),
                ("name_en", "Oasis"),
                ("handle", handle),
                ("city", "جدة"),
                ("country", "SA"),
                ("name", "هند"),
                ("email", "hind@example.com"),
                ("password", password),
            ]
        };
        // The short name is taken: by then the owner is already written, and goes again.
        let taken = post(&t, &path, "", &fields("nakheel", GOOD)).await;
        assert_eq!((taken.status.as_u16(), taken.header("set-cookie")), (409, ""), "{}", taken.body);
        assert!(needs_setup(&t.house).await.expect("asked"));
        assert_eq!((count(&t, COUNT_SHOPS).await, count(&t, COUNT_MEMBERS).await), (1, members));
        let address = post(&t, &path, "", &fields("oasis", "Hind@example.com")).await;
        assert!(address.status == 422 && address.body.contains("f-password-error"), "{}", address.body);
        // The link lives on, and is used up with everything else.
        let done = post(&t, &path, "", &fields("oasis", GOOD)).await;
        assert_eq!((done.status.as_u16(), done.header("location")), (303, "/s/oasis"), "{}", done.body);
        assert_eq!((count(&t, COUNT_SHOPS).await, count(&t, COUNT_MEMBERS).await), (2, members + 1));
        assert_eq!(post(&t, &path, "", &fields("third", GOOD)).await.status, 404);
        assert_eq!(count(&t, COUNT_SHOPS).await, 2);
    })
    .await;
}

#[tokio::test]
async fn strangers_keep_no_known_device_waiting() {
    on_both(none, |t| async move {
        let first = sign_in(&t, "", GOOD).await;
        assert_eq!(first.status, 303, "{}", first.body);
        let device =
            cookies(&first).split("; ").find(|pair| pair.starts_with("wasl_device=")).expect("known").to_owned();
        let mut last = 0;
        for _ in 0..8 {
            last = sign_in(&t, "", "a wrong password").await.status.as_u16();
        }
        assert_eq!(last, 429, "strangers are slowed");
        assert_eq!(sign_in(&t, "", GOOD).await.status, 429, "whoever they are");
        assert_eq!(sign_in(&t, "wasl_device=guessed", GOOD).await.status, 429);
        let known = sign_in(&t, &device, GOOD).await;
        assert_eq!(known.status, 303, "{}", known.body);
        assert!(!cookies(&known).contains("wasl_device"), "it is known already");
        for _ in 0..8 {
            last = sign_in(&t, &device, "a wrong password").await.status.as_u16();
        }
        assert_eq!(last, 429, "a known device is no licence to guess");
        t.clock.advance_seconds(31);
        assert_eq!(sign_in(&t, "", GOOD).await.status, 303, "and its guesses do not count against others");
    })
    .await;
}

#[tokio::test]
async fn a_device_known_by_one_person_is_a_stranger_to_another() {
    on_both(none, |t| async move {
        create_user(&t.house, t.shop.id, Role::Agent, "agent@example.com", "خالد", Some(GOOD)).await.expect("agent");
        let device = cookies(&sign_in(&t, "", GOOD).await);
        let fields = [("email", "agent@example.com"), ("password", "a wrong password")];
        for _ in 0..8 {
            post(&t, "/sign-in", &device, &fields).await;
        }
        let other = post(&t, "/sign-in", "", &[("email", "agent@example.com"), ("password", GOOD)]).await;
        assert_eq!(other.status, 429, "they were counted as a stranger's");
    })
    .await;
}

#[tokio::test]
async fn whoever_is_sent_away_is_out_at_once_and_may_come_back() {
    on_both(none, |t| async move {
        let inside = cookies(&sign_in(&t, "", GOOD).await);
        let link = wasl_platform::create_one_time_link(&t.house, t.owner).await.expect("link");
        assert_eq!(home_status(&t, &inside).await, 200);
        assert!(disable_user(&t.house, t.owner, "operator").await.expect("sent away"));
        assert!(!disable_user(&t.house, t.owner, "operator").await.expect("again"));
        assert_eq!(home_status(&t, &inside).await, 303);
        assert_eq!(post(&t, &format!("/enter/{link}"), "", &[]).await.status, 404);
        assert_eq!(sign_in(&t, &inside, GOOD).await.status, 401);
        let mut read = t.house.db.read().await.expect("read");
        let people = list_people(&mut read, t.shop.id).await.expect("people");
        drop(read);
        assert_eq!((people.len(), people[0].disabled_at.is_some()), (1, true));
        assert!(find_person(&t.house, "owner@example.com").await.expect("found").1.is_some());
        let nobody = find_person(&t.house, "nobody@example.com").await.expect_err("nobody");
        assert_eq!((nobody.code(), nobody.kind()), ("platform.no_such_person", Kind::NotFound));
        assert!(enable_user(&t.house, t.owner, "operator").await.expect("back"));
        assert_eq!(home_status(&t, &inside).await, 303, "the old session stays ended");
        assert_eq!(sign_in(&t, "", GOOD).await.status, 303);
        assert_eq!(verbs(&t, "operator").await, ["user.disabled", "user.enabled"]);
    })
    .await;
}

/// What this actor did, in order.
async fn verbs(t: &TestHouse, actor: &str) -> Vec<String> {
    let mut read = t.house.db.read().await.expect("read");
    let mut rows = read_audit(&mut read, t.shop.id, None, 100).await.expect("audit");
    rows.retain(|row| row.actor == actor);
    rows.into_iter().rev().map(|row| row.verb).collect()
}

#[tokio::test]
async fn a_new_password_from_the_operator_ends_every_session() {
    on_both(none, |t| async move {
        let inside = cookies(&sign_in(&t, "", GOOD).await);
        for (password, code) in
            [("short", "platform.password_too_short"), ("OWNER@example.com", "platform.password_is_address")]
        {
            let error = set_password(&t.house, "owner@example.com", password, "operator").await.expect_err(password);
            assert_eq!(error.code(), code);
        }
        assert_eq!(home_status(&t, &inside).await, 200, "a refusal ends nothing");
        set_password(&t.house, "Owner@example.com", "another long one", "operator").await.expect("set");
        assert_eq!(home_status(&t, &inside).await, 303);
        assert_eq!(sign_in(&t, "", GOOD).await.status, 401);
        assert_eq!(sign_in(&t, "", "another long one").await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn my_sign_in_changes_the_password_and_ends_other_sessions() {
    on_both(none, |t| async move {
        let elsewhere = cookies(&sign_in(&t, "", GOOD).await);
        for lang in ["ar", "en"] {
            let page = t.page("/s/nakheel/me", lang).await;
            assert!(page.status == 200 && !page.body.contains('⟦'), "{}", page.body);
            assert_eq!(page.body.matches("name=\"session\"").count(), 1, "the other one can be ended");
        }
        for (old, new, status, said) in [
            ("not this one", "another long one", 422, "The password until now is another one."),
            (GOOD, "short", 422, "The password needs at least"),
            (GOOD, "owner@EXAMPLE.com", 422, "must not be the e-mail address"),
        ] {
            let refused = t.form("/s/nakheel/me/password?lang=en", &[("old", old), ("password", new)]).await;
            assert_eq!(refused.status.as_u16(), status);
            assert!(refused.body.contains(said), "{said}: {}", refused.body);
        }
        assert_eq!(home_status(&t, &elsewhere).await, 200);
        let done = t.form("/s/nakheel/me/password", &[("old", GOOD), ("password", "another long one")]).await;
        assert_eq!((done.status.as_u16(), done.header("location")), (303, "/s/nakheel/me?done=password"));
        assert_eq!(home_status(&t, &elsewhere).await, 303, "the others have ended");
        let page = t.page("/s/nakheel/me?done=password", "en").await;
        assert!(page.status == 200 && page.body.contains("The password is changed."), "this one lives on");
        // One that was begun since is ended by hand.
        let elsewhere = cookies(&sign_in(&t, "", "another long one").await);
        let page = t.page("/s/nakheel/me", "en").await.body;
        let name = page.split("name=\"session\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("one");
        assert_eq!(t.form("/s/nakheel/me/sessions", &[("session", name)]).await.status, 303);
        assert_eq!(home_status(&t, &elsewhere).await, 303);
        let mine = verbs(&t, &t.owner.to_string()).await;
        assert_eq!(mine, ["user.password_changed", "user.session_ended"]);
    })
    .await;
}

fn never<'t>(_: &'t House, _: &'t Job) -> wasl_db::BoxFuture<'t, Result<(), HandlerError>> {
    Box::pin(async move { Err(HandlerError::Hopeless("the gateway is gone".to_owned())) })
}

fn with_never() -> Vec<Module> {
    let mut module = wasl_platform::module();
    module.jobs.push(JobKind { kind: "test.never", every_seconds: None, run: never });
    vec![module]
}

#[tokio::test]
async fn stuck_work_is_seen_and_brought_back_by_whoever_may() {
    on_both(with_never, |t| async move {
        let empty = t.page("/s/nakheel/stuck", "en").await;
        assert!(empty.status == 200 && empty.body.contains("Nothing is stuck"), "{}", empty.body);
        let shop = t.shop.id;
        let planted = t.house.db.write(t.house.stamp(), move |tx, stamp| {
            Box::pin(async move {
                tx.run(ADD_EVENT, wasl_db::args![shop]).await?;
                tx.run(ADD_PARKED, wasl_db::args![shop]).await?;
                let job = NewJob { kind: "test.never", key: None, payload: "", priority: 1, run_at: stamp.now };
                tx.enqueue(stamp, shop, job).await
            })
        });
        planted.await.expect("planted");
        wasl_platform::jobs::drain_jobs(&t.house).await.expect("worked");
        let mut read = t.house.db.read().await.expect("read");
        let job = parked_jobs(&mut read, shop, 9).await.expect("parked")[0].id.to_string();
        drop(read);
        for lang in ["ar", "en"] {
            let page = t.page("/s/nakheel/stuck", lang).await.body;
            for said in ["order.paid", "no such account", "test.never", "the gateway is gone", &job] {
                assert!(page.contains(said), "{said}: {page}");
            }
            assert!(!page.contains('⟦'), "{page}");
        }
        create_user(&t.house, shop, Role::Operations, "ops@example.com", "ماجد", Some(GOOD)).await.expect("operations");
        let ops = cookies(&post(&t, "/sign-in", "", &[("email", "ops@example.com"), ("password", GOOD)]).await);
        let request = Request::builder().uri("/s/nakheel/stuck?lang=en").header(header::COOKIE, ops);
        let page = t.send(request.body(Body::empty()).expect("request")).await.body;
        assert!(page.contains("test.never") && !page.contains("no such account"), "{page}");
        assert!(page.contains("The cause is shown to whoever sees the books."), "{page}");
        let event = wasl_base::EventId::from_number(7).to_string();
        let delivery = [("consumer", "ledger"), ("event", event.as_str())];
        for (path, fields) in [("deliveries", &delivery[..]), ("jobs", &[("job", job.as_str())][..])] {
            let path = format!("/s/nakheel/stuck/{path}");
            let forgotten = t.form(&path, &[("consumer", "nobody"), ("event", "evt_x"), ("job", "job_x")]).await;
            assert_eq!(forgotten.status, 404);
            assert_eq!(t.form(&path, fields).await.status, 303);
            assert_eq!(t.form(&path, fields).await.status, 404, "it waits no more");
        }
        assert!(t.page("/s/nakheel/stuck", "en").await.body.contains("Nothing is stuck"));
        assert_eq!(verbs(&t, &t.owner.to_string()).await, ["delivery.retried", "job.retried"]);
        create_user(&t.house, shop, Role::Agent, "agent@example.com", "خالد", Some(GOOD)).await.expect("agent");
        let agent = cookies(&post(&t, "/sign-in", "", &[("email", "agent@example.com"), ("password", GOOD)]).await);
        let request = Request::builder().uri("/s/nakheel/stuck").header(header::COOKIE, agent);
        assert_eq!(t.send(request.body(Body::empty()).expect("request")).await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn figures_are_told_to_this_machine_alone() {
    on_both(none, |t| async move {
        let mut status = Vec::new();
        for peer in ["127.0.0.1:9", "[::1]:9", "10.1.2.3:9"] {
            let mut request = Request::builder().uri("/metrics").body(Body::empty()).expect("request");
            request.extensions_mut().insert(Peer(peer.parse().expect("peer")));
            status.push(t.send(request).await.status.as_u16());
        }
        assert_eq!(status, [200, 200, 404]);
    })
    .await;
}
