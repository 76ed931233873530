//! The second step of signing in, on both engines: set up in a minute, asked for at every way in, each code taken once,
//! guesses slowed without keeping the person's own device out, and taken away by nobody but them and the operator.

use axum::body::Body;
use axum::http::{Request, header};
use ring::hmac;
use wasl_db::args;
use wasl_platform::testing::{Reply, TestHouse, form_token, on_both, on_both_with};
use wasl_platform::{
    Config, Module, Role, change_role, create_one_time_link, create_user, disable_user, invite, read_audit,
    reset_second_step, set_password,
};

fn none() -> Vec<Module> {
    Vec::new()
}

/// As a house is served: owners and accountants must have a second step.
fn strict() -> Config {
    Config::default()
}

const GOOD: &str = "a long password";
const OWNER: &str = "owner@example.com";
const STEP_SECONDS: i64 = 30;

wasl_db::statements! {
    ALL_SECRETS = "SELECT secret FROM second_step";
    ALL_CODES = "SELECT hash FROM recovery_code";
    CARRY = "UPDATE second_step SET user_id = $2 WHERE user_id = $1";
}

/// A browser: the cookies it holds.
#[derive(Clone, Debug, Default)]
struct Browser {
    session: String,
    device: String,
}

impl Browser {
    fn take(&mut self, reply: &Reply) {
        for value in reply.headers.get_all(header::SET_COOKIE) {
            let pair = value.to_str().expect("text").split(';').next().unwrap_or_default();
            match pair.split_once('=') {
                Some(("wasl_session", token)) => token.clone_into(&mut self.session),
                Some(("wasl_device", token)) => token.clone_into(&mut self.device),
                _ => {}
            }
        }
    }

    fn cookies(&self) -> String {
        let pairs = [("wasl_session", &self.session), ("wasl_device", &self.device)];
        let held = pairs.iter().filter(|(_, token)| !token.is_empty()).map(|(name, token)| format!("{name}={token}; "));
        format!("{}wasl_lang=en", held.collect::<String>())
    }

    async fn get(&self, t: &TestHouse, path: &str) -> Reply {
        let request = Request::builder().uri(path).header(header::COOKIE, self.cookies());
        t.send(request.body(Body::empty()).expect("request")).await
    }

    async fn post(&mut self, t: &TestHouse, path: &str, fields: &[(&str, &str)]) -> Reply {
        let reply = self.post_once(t, path, fields).await;
        self.take(&reply);
        reply
    }

    /// Without taking the cookies of the answer.
    async fn post_once(&self, t: &TestHouse, path: &str, fields: &[(&str, &str)]) -> Reply {
        let csrf = form_token(&self.session);
        let fields = fields.iter().copied().chain([("csrf", csrf.as_str())]);
        let pairs: Vec<String> =
            fields.map(|(name, value)| format!("{name}={}", wasl_platform::web::encode(value))).collect();
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header(header::COOKIE, self.cookies())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        t.send(request.body(Body::from(pairs.join("&"))).expect("request")).await
    }

    async fn sign_in(&mut self, t: &TestHouse, email: &str) -> Reply {
        self.post(t, "/sign-in", &[("email", email), ("password", GOOD)]).await
    }

    async fn try_code(&mut self, t: &TestHouse, code: &str) -> Reply {
        self.post(t, "/second-step", &[("code", code)]).await
    }

    /// What the console's first page answers: 200, or where it leads.
    async fn home(&self, t: &TestHouse) -> String {
        let reply = self.get(t, "/s/nakheel/me").await;
        if reply.status == 200 { "open".to_owned() } else { reply.header("location").to_owned() }
    }
}

/// An authenticator app, written without a line of ours: the secret from the page's `otpauth` link.
struct App(Vec<u8>);

impl App {
    fn scan(page: &str) -> Self {
        let letters = page.split("secret=").nth(1).and_then(|rest| rest.split('&').next()).expect("a secret");
        let (mut bits, mut held, mut bytes) = (0_u32, 0_u32, Vec::new());
        for letter in letters.bytes() {
            let value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".bytes().position(|known| known == letter).expect("base32");
            held = (held << 5) | u32::try_from(value).expect("small");
            bits += 5;
            if bits >= 8 {
                bits -= 8;
                bytes.push(u8::try_from((held >> bits) & 0xff).expect("a byte"));
            }
        }
        assert_eq!(bytes.len(), 20, "a secret of 160 bits");
        Self(bytes)
    }

    /// The code now, and `steps` half minutes from now.
    fn code(&self, t: &TestHouse, steps: i64) -> String {
        let step = u64::try_from(t.house.clock.now().us() / 1_000_000 / STEP_SECONDS + steps).expect("after 1970");
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0), &step.to_be_bytes());
        let at = usize::from(tag.as_ref()[19] & 15);
        let number = u32::from_be_bytes(tag.as_ref()[at..at + 4].try_into().expect("four")) & 0x7fff_ffff;
        format!("{:06}", number % 1_000_000)
    }

    /// A code that is none of those that hold now.
    fn wrong(&self, t: &TestHouse) -> String {
        let near: Vec<String> = (-3..=3).map(|steps| self.code(t, steps)).collect();
        (0..10).map(|n| format!("{n:06}")).find(|code| !near.contains(code)).expect("one of ten")
    }
}

fn codes_on(page: &str) -> Vec<String> {
    let list = page.split("<pre data-copy=\"\" dir=\"ltr\">").nth(1).and_then(|rest| rest.split('<').next());
    let codes: Vec<String> = list.expect("codes").lines().map(str::to_owned).collect();
    assert!(codes.len() == 10 && codes.iter().all(|code| code.len() == 19), "{codes:?}");
    codes
}

/// Sets the step up from a session that is open: the app, and the recovery codes.
async fn set_up(t: &TestHouse, browser: &mut Browser) -> (App, Vec<String>) {
    let page = browser.get(t, "/second-step/set-up").await;
    assert_eq!(page.status, 200, "{}", page.body);
    let app = App::scan(&page.body);
    let done = browser.post(t, "/second-step/set-up", &[("code", &app.code(t, 0)), ("next", "/s/nakheel/me")]).await;
    assert_eq!(done.status, 200, "{}", done.body);
    let codes = codes_on(&done.body);
    // The code that confirmed it is taken: the next one is for the next half minute.
    t.clock.advance_seconds(STEP_SECONDS);
    (app, codes)
}

/// The owner with a second step, in the browser that set it up.
async fn owner_with_app(t: &TestHouse) -> (Browser, App, Vec<String>) {
    let mut browser = Browser::default();
    assert_eq!(browser.sign_in(t, OWNER).await.status, 303);
    let (app, codes) = set_up(t, &mut browser).await;
    (browser, app, codes)
}

async fn verbs(t: &TestHouse) -> Vec<String> {
    let mut read = t.house.db.read().await.expect("read");
    let rows = read_audit(&mut read, t.shop.id, None, 100).await.expect("audit");
    rows.into_iter().rev().map(|row| row.verb).filter(|verb| verb.contains("step") || verb.contains("recov")).collect()
}

#[tokio::test]
async fn an_owner_sets_it_up_before_any_page_opens() {
    on_both_with(none, strict(), |t| async move {
        let mut browser = Browser::default();
        let signed_in = browser.sign_in(&t, OWNER).await;
        assert_eq!((signed_in.status.as_u16(), signed_in.header("location")), (303, "/shops"));
        assert_eq!(browser.home(&t).await, "/second-step/set-up?next=/s/nakheel/me");
        let before = browser.clone();
        for lang in ["ar", "en"] {
            let page = browser.get(&t, &format!("/second-step/set-up?next=/s/nakheel/me&lang={lang}")).await;
            assert!(page.status == 200 && !page.body.contains('⟦'), "{}", page.body);
            assert!(page.body.contains("<svg class=\"qr\"") && !page.body.contains("style="), "{}", page.body);
        }
        let secrets: Vec<Vec<u8>> =
            [browser.get(&t, "/second-step/set-up").await, browser.get(&t, "/second-step/set-up").await]
                .iter()
                .map(|page| App::scan(&page.body).0)
                .collect();
        assert_eq!(secrets[0], secrets[1], "a page opened again shows what was scanned");
        let app = App(secrets[0].clone());
        let wrong = browser.post(&t, "/second-step/set-up", &[("code", &app.wrong(&t))]).await;
        assert!(wrong.status == 422 && wrong.body.contains("This is not the code"), "{}", wrong.body);
        assert_eq!(browser.home(&t).await, "/second-step/set-up?next=/s/nakheel/me", "it does not hold yet");
        let fields = [("code", &*app.code(&t, 0)), ("next", "/s/nakheel/me")];
        let done = browser.post(&t, "/second-step/set-up", &fields).await;
        assert_eq!(done.status, 200, "{}", done.body);
        assert!(
            codes_on(&done.body).iter().all(|code| !code.is_empty()) && done.body.contains("href=\"/s/nakheel/me\"")
        );
        assert_ne!(browser.session, before.session, "a new token");
        assert_eq!(browser.home(&t).await, "open");
        assert!(before.home(&t).await.starts_with("/sign-in"), "the session that passed without it has ended");
        assert_eq!(browser.get(&t, "/second-step/set-up?next=/s/nakheel").await.header("location"), "/s/nakheel");
        assert!(!browser.get(&t, "/s/nakheel/me").await.body.contains("secret="), "the secret is shown no more");
        assert_eq!(verbs(&t).await, ["user.second_step_added"]);
    })
    .await;
}

#[tokio::test]
async fn every_way_in_asks_for_it() {
    on_both(none, |t| async move {
        let (mut first, app, _) = owner_with_app(&t).await;
        // By password.
        let mut other = Browser::default();
        let half = other.sign_in(&t, OWNER).await;
        assert_eq!((half.status.as_u16(), half.header("location")), (303, "/second-step?next=/shops"));
        assert!(other.device.is_empty(), "no device is known before the second step");
        // What is half open opens nothing.
        assert_eq!(other.home(&t).await, "/sign-in?next=/s/nakheel/me");
        for path in ["/shops", "/second-step/set-up"] {
            assert!(other.get(&t, path).await.header("location").starts_with("/sign-in"), "{path}");
        }
        let half_token = other.session.clone();
        let asked = other.get(&t, "/second-step?next=/s/nakheel/orders").await;
        assert!(asked.status == 200 && asked.body.contains("autocomplete=\"one-time-code\""), "{}", asked.body);
        let fields = [("code", &*app.code(&t, 0)), ("next", "/s/nakheel/me")];
        let passed = other.post(&t, "/second-step", &fields).await;
        assert_eq!((passed.status.as_u16(), passed.header("location")), (303, "/s/nakheel/me"), "{}", passed.body);
        assert!(other.session != half_token && !other.device.is_empty(), "a new token, and now the device is known");
        assert_eq!((other.home(&t).await.as_str(), first.home(&t).await.as_str()), ("open", "open"));
        let mut spent = Browser { session: half_token, ..Browser::default() };
        assert!(spent.try_code(&t, &app.code(&t, 1)).await.status == 401, "the half session is used up");
        // By link.
        let link = create_one_time_link(&t.house, t.owner).await.expect("link");
        let mut by_link = Browser::default();
        let entered = by_link.post(&t, &format!("/enter/{link}"), &[]).await;
        assert_eq!(entered.header("location"), "/second-step?next=/shops");
        assert_ne!(by_link.home(&t).await, "open");
        t.clock.advance_seconds(STEP_SECONDS);
        assert_eq!(by_link.try_code(&t, &app.code(&t, 0)).await.status, 303);
        assert_eq!(by_link.home(&t).await, "open");
        // After a new password from the operator.
        set_password(&t.house, OWNER, "another long one", "operator").await.expect("set");
        let mut after = Browser::default();
        let fields = [("email", OWNER), ("password", "another long one")];
        assert_eq!(after.post(&t, "/sign-in", &fields).await.header("location"), "/second-step?next=/shops");
        assert_ne!(after.home(&t).await, "open");
        // A half session is no session to leave, join or confirm with.
        first.session.clone_from(&after.session);
        assert!(first.get(&t, "/").await.header("location").starts_with("/sign-in"));
        let token = invite(&t.house, &t.shop, Role::Agent, "owner2@example.com", "منى", "test").await.expect("invited");
        let join = after.post(&t, &format!("/invited/{token}/join"), &[]).await;
        assert!(join.header("location").starts_with("/sign-in"), "{} {}", join.status, join.body);
    })
    .await;
}

#[tokio::test]
async fn a_code_is_taken_once_also_by_two_at_once() {
    on_both(none, |t| async move {
        let (_, app, _) = owner_with_app(&t).await;
        let code = app.code(&t, 0);
        let mut halves = Vec::new();
        for _ in 0..4 {
            let mut browser = Browser::default();
            browser.sign_in(&t, OWNER).await;
            halves.push(browser);
        }
        let fields = [("code", code.as_str())];
        let tries = halves.iter().map(|browser| browser.post_once(&t, "/second-step", &fields));
        let replies = futures::future::join_all(tries).await;
        let taken = replies.iter().filter(|reply| reply.status == 303).count();
        assert_eq!(taken, 1, "{:?}", replies.iter().map(|reply| reply.status).collect::<Vec<_>>());
        // Later too, and neither is the one before it; the next one is.
        t.clock.advance_seconds(STEP_SECONDS);
        let mut browser = Browser::default();
        browser.sign_in(&t, OWNER).await;
        for old in [app.code(&t, -1), app.code(&t, -2)] {
            assert_eq!(browser.try_code(&t, &old).await.status, 422);
        }
        assert_eq!(browser.try_code(&t, &app.code(&t, 0)).await.status, 303);
        assert_eq!(browser.home(&t).await, "open");
    })
    .await;
}

#[tokio::test]
async fn a_half_session_ends_in_time_and_after_five_wrong_codes() {
    on_both(none, |t| async move {
        let (known, app, _) = owner_with_app(&t).await;
        let mut late = Browser::default();
        late.sign_in(&t, OWNER).await;
        t.clock.advance_seconds(300);
        let over = late.try_code(&t, &app.code(&t, 0)).await;
        assert!(over.status == 401 && over.body.contains("Sign in again"), "{} {}", over.status, over.body);
        // From a device of their own, so that nothing but the tries ends it.
        let mut browser = Browser { device: known.device.clone(), ..Browser::default() };
        browser.sign_in(&t, OWNER).await;
        for n in 1..=5 {
            let wrong = browser.try_code(&t, &app.wrong(&t)).await;
            assert_eq!(wrong.status, 422, "{n}: {}", wrong.body);
            assert_eq!(wrong.body.contains("Sign in again"), n == 5, "the fifth says that it is over: {}", wrong.body);
        }
        assert!(browser.get(&t, "/second-step").await.header("location").starts_with("/sign-in"));
        t.clock.advance_seconds(STEP_SECONDS);
        let over = browser.try_code(&t, &app.code(&t, 0)).await;
        assert!(over.status == 401 && over.body.contains("Sign in again"), "{} {}", over.status, over.body);
        assert_ne!(browser.home(&t).await, "open");
    })
    .await;
}

#[tokio::test]
async fn ten_thousand_guesses_fail_and_keep_no_known_device_out() {
    on_both(none, |t| async move {
        let (mut known, app, codes) = owner_with_app(&t).await;
        let mut thief = Browser::default();
        let (mut looked_at, mut in_vain, wrong) = (0, 0, app.wrong(&t));
        thief.sign_in(&t, OWNER).await;
        // All within one half minute, with a new half session whenever one is used up.
        for n in 0..10_000 {
            let guess = thief.post_once(&t, "/second-step", &[("code", &*wrong)]).await;
            match guess.status.as_u16() {
                422 => looked_at += 1,
                429 => in_vain += 1,
                // Used up: the password opens another one.
                401 => assert_eq!(thief.sign_in(&t, OWNER).await.status, 303),
                other => panic!("{n}: {other} {}", guess.body),
            }
        }
        assert_eq!((looked_at, in_vain), (5, 9_994));
        // Not even the right code helps somebody who guesses, until they have waited.
        let soon = thief.try_code(&t, &app.code(&t, 0)).await;
        assert_eq!(soon.status, 429, "{}", soon.body);
        // The owner's own device is asked and let in; elsewhere a recovery code waits for nobody.
        known.session.clear();
        known.sign_in(&t, OWNER).await;
        assert_eq!(known.try_code(&t, &app.code(&t, 0)).await.status, 303);
        assert_eq!(known.home(&t).await, "open");
        let mut elsewhere = Browser::default();
        elsewhere.sign_in(&t, OWNER).await;
        assert_eq!(elsewhere.try_code(&t, &codes[3]).await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn a_recovery_code_works_once_and_can_be_made_anew() {
    on_both(none, |t| async move {
        let (mut browser, app, codes) = owner_with_app(&t).await;
        let typed = codes[0].to_lowercase().replace('-', " ");
        for (code, status) in [(typed.as_str(), 303), (&codes[0], 422), (&codes[1], 303)] {
            let mut other = Browser::default();
            other.sign_in(&t, OWNER).await;
            assert_eq!(other.try_code(&t, code).await.status, status, "{code}");
        }
        let page = browser.get(&t, "/s/nakheel/me").await.body;
        assert!(page.contains("8 recovery codes are left."), "{page}");
        // Fresh as the session is: without password and code nothing is made.
        let path = "/s/nakheel/me/second-step";
        for (confirm, code, said) in [
            ("", app.code(&t, 0), "This is not your password"),
            ("a wrong password", app.code(&t, 0), "This is not your password"),
            (GOOD, String::new(), "This is not the code"),
            (GOOD, app.wrong(&t), "This is not the code"),
        ] {
            let refused = browser.post(&t, path, &[("act", "codes"), ("confirm", confirm), ("code", &code)]).await;
            assert!(refused.status == 422 && refused.body.contains(said), "{said}: {}", refused.body);
        }
        let fields = [("act", "codes"), ("confirm", GOOD), ("code", &*app.code(&t, 0))];
        let made = browser.post(&t, path, &fields).await;
        assert_eq!(made.status, 200, "{}", made.body);
        let fresh = codes_on(&made.body);
        assert_eq!(browser.post(&t, path, &fields).await.status, 422, "the code was taken");
        for (code, status) in [(&codes[2], 422), (&fresh[0], 303)] {
            let mut other = Browser::default();
            other.sign_in(&t, OWNER).await;
            assert_eq!(other.try_code(&t, code).await.status, status, "{code}");
        }
        let expect = [
            "user.second_step_added",
            "user.recovery_code_used",
            "user.recovery_code_used",
            "user.recovery_codes_made",
            "user.recovery_code_used",
        ];
        assert_eq!(verbs(&t).await, expect);
        let mut read = t.house.db.read().await.expect("read");
        let audit = format!("{:?}", read_audit(&mut read, t.shop.id, None, 100).await.expect("audit"));
        assert!(!codes.iter().chain(&fresh).any(|code| audit.contains(code)), "the record holds no code");
    })
    .await;
}

#[tokio::test]
async fn it_goes_by_password_and_code_and_other_sessions_with_it() {
    on_both_with(none, strict(), |t| async move {
        let (mut browser, app, _) = owner_with_app(&t).await;
        let mut other = Browser::default();
        other.sign_in(&t, OWNER).await;
        assert_eq!(other.try_code(&t, &app.code(&t, 0)).await.status, 303);
        t.clock.advance_seconds(STEP_SECONDS);
        let path = "/s/nakheel/me/second-step";
        let refused = browser.post(&t, path, &[("confirm", GOOD), ("code", &app.wrong(&t))]).await;
        assert_eq!(refused.status, 422);
        assert_eq!(other.home(&t).await, "open", "a refusal ends nothing");
        let gone = browser.post(&t, path, &[("confirm", GOOD), ("code", &app.code(&t, 0))]).await;
        assert_eq!(gone.status, 303, "{}", gone.body);
        assert!(other.home(&t).await.starts_with("/sign-in"), "the others have ended");
        assert!(browser.home(&t).await.starts_with("/second-step/set-up"), "an owner needs another one at once");
        let page = browser.get(&t, "/second-step/set-up").await.body;
        assert_ne!(App::scan(&page).0, app.0, "with a new secret");
        assert_eq!(verbs(&t).await, ["user.second_step_added", "user.second_step_removed"]);
    })
    .await;
}

#[tokio::test]
async fn the_operator_helps_whoever_is_locked_out() {
    on_both_with(none, strict(), |t| async move {
        let (browser, _, codes) = owner_with_app(&t).await;
        assert!(reset_second_step(&t.house, t.owner, "operator").await.expect("reset"));
        assert!(!reset_second_step(&t.house, t.owner, "operator").await.expect("again"));
        assert!(browser.home(&t).await.starts_with("/sign-in"), "every session has ended");
        let mut again = Browser::default();
        assert_eq!(again.sign_in(&t, OWNER).await.header("location"), "/shops");
        assert!(again.home(&t).await.starts_with("/second-step/set-up"));
        let (_, fresh) = set_up(&t, &mut again).await;
        assert!(!fresh.contains(&codes[0]));
        let mut other = Browser::default();
        other.sign_in(&t, OWNER).await;
        assert_eq!(other.try_code(&t, &codes[0]).await.status, 422, "the codes before went with it");
        let expect = ["user.second_step_added", "user.second_step_reset", "user.second_step_added"];
        assert_eq!(verbs(&t).await, expect);
    })
    .await;
}

#[tokio::test]
async fn a_new_role_meets_it_at_the_next_page_and_others_do_not() {
    on_both_with(none, strict(), |t| async move {
        let shop = t.shop.id;
        let id = create_user(&t.house, shop, Role::Agent, "agent@example.com", "خالد", Some(GOOD)).await.expect("made");
        let mut agent = Browser::default();
        agent.sign_in(&t, "agent@example.com").await;
        assert_eq!(agent.home(&t).await, "open", "an agent needs none");
        change_role(&t.house, shop, id, Role::Operations, "test").await.expect("changed");
        assert_eq!(agent.home(&t).await, "open");
        change_role(&t.house, shop, id, Role::Accountant, "test").await.expect("changed");
        assert!(agent.home(&t).await.starts_with("/second-step/set-up"));
        // A session that is not fresh proves who it is before it sets anything up.
        t.clock.advance_seconds(901);
        let page = agent.get(&t, "/second-step/set-up").await.body;
        assert!(page.contains("name=\"confirm\""), "{page}");
        let app = App::scan(&page);
        let code = app.code(&t, 0);
        let refused = agent.post(&t, "/second-step/set-up", &[("code", &*code)]).await;
        assert!(refused.status == 422 && refused.body.contains("This is not your password"), "{}", refused.body);
        let done = agent.post(&t, "/second-step/set-up", &[("code", &*code), ("confirm", GOOD)]).await;
        assert_eq!(done.status, 200, "{}", done.body);
        assert_eq!(agent.home(&t).await, "open");
        // Whoever holds one keeps it, whatever their role; an owner of another shop needs one here too.
        change_role(&t.house, shop, id, Role::Agent, "test").await.expect("changed");
        t.clock.advance_seconds(STEP_SECONDS);
        assert!(agent.sign_in(&t, "agent@example.com").await.header("location").starts_with("/second-step"));
        let (other, _) = t.other_shop().await;
        create_user(&t.house, shop, Role::Agent, "both@example.com", "هند", Some(GOOD)).await.expect("made");
        let mut both = Browser::default();
        both.sign_in(&t, "both@example.com").await;
        assert_eq!(both.home(&t).await, "open");
        let token = invite(&t.house, &other, Role::Owner, "both@example.com", "هند", "test").await.expect("invited");
        both.post(&t, &format!("/invited/{token}/join"), &[]).await;
        assert!(both.home(&t).await.starts_with("/second-step/set-up"), "{}", both.home(&t).await);
        // Keys are no people.
        assert_eq!(t.api("GET", "/api/v1/nothing", "", None).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn secrets_ask_for_password_and_code_once_a_session_is_not_fresh() {
    on_both(none, |t| async move {
        let (mut browser, app, codes) = owner_with_app(&t).await;
        t.clock.advance_seconds(901);
        let page = browser.get(&t, "/s/nakheel/keys").await.body;
        assert!(page.contains("name=\"confirm\"") && page.contains("name=\"code\""), "{page}");
        let fields = |confirm: &'static str, code: &str| {
            [
                ("name", "till".to_owned()),
                ("admin", "yes".to_owned()),
                ("confirm", confirm.to_owned()),
                ("code", code.to_owned()),
            ]
        };
        let mut make = async |confirm: &'static str, code: &str| {
            let all = fields(confirm, code);
            let all: Vec<(&str, &str)> = all.iter().map(|(name, value)| (*name, value.as_str())).collect();
            browser.post(&t, "/s/nakheel/keys", &all).await
        };
        let (right, wrong) = (app.code(&t, 0), app.wrong(&t));
        for (confirm, code, said) in [
            (GOOD, "", "This is not the code"),
            (GOOD, wrong.as_str(), "This is not the code"),
            ("not it at all", right.as_str(), "This is not your password"),
        ] {
            let refused = make(confirm, code).await;
            assert!(refused.status == 422 && refused.body.contains(said), "{said}: {}", refused.body);
        }
        assert_eq!(make(GOOD, &right).await.status, 200);
        assert_eq!(make(GOOD, &right).await.status, 422, "the code was taken");
        assert_eq!(make(GOOD, &codes[9]).await.status, 200, "a recovery code does as well");
        assert_eq!(verbs(&t).await, ["user.second_step_added", "user.recovery_code_used"]);
    })
    .await;
}

#[tokio::test]
async fn the_team_shows_who_has_it_and_whoever_is_sent_away_does_not_pass() {
    on_both(none, |t| async move {
        let (browser, app, _) = owner_with_app(&t).await;
        create_user(&t.house, t.shop.id, Role::Agent, "agent@example.com", "خالد", Some(GOOD)).await.expect("made");
        let page = browser.get(&t, "/s/nakheel/team").await.body;
        assert_eq!(page.matches("Two steps").count(), 1, "{page}");
        let person = browser.get(&t, &format!("/s/nakheel/team/{}", t.owner)).await.body;
        assert!(person.contains("Second step") && !person.contains("No, the password alone"), "{person}");
        let mut half = Browser::default();
        half.sign_in(&t, OWNER).await;
        disable_user(&t.house, t.owner, "operator").await.expect("sent away");
        assert_eq!(half.try_code(&t, &app.code(&t, 0)).await.status, 401);
    })
    .await;
}

#[tokio::test]
async fn nothing_in_the_database_tells_a_code() {
    on_both(none, |t| async move {
        let (_, app, codes) = owner_with_app(&t).await;
        let mut read = t.house.db.read().await.expect("read");
        let mut held = read.all(ALL_SECRETS, args![], |row| row.get::<Vec<u8>>(0)).await.expect("secrets");
        held.extend(read.all(ALL_CODES, args![], |row| row.get::<Vec<u8>>(0)).await.expect("codes"));
        drop(read);
        assert_eq!(held.len(), 11, "a secret and ten codes");
        let plain: Vec<Vec<u8>> =
            codes.iter().flat_map(|code| [code.clone().into_bytes(), code.replace('-', "").into_bytes()]).collect();
        for bytes in &held {
            let holds = |secret: &[u8]| bytes.windows(secret.len()).any(|part| part == secret);
            assert!(!holds(&app.0) && !plain.iter().any(|code| holds(code)));
        }
        // Sealed for this person alone: carried to another, it opens nothing.
        let id =
            create_user(&t.house, t.shop.id, Role::Agent, "agent@example.com", "خالد", Some(GOOD)).await.expect("made");
        let owner = t.owner;
        let carried =
            t.house.db.write((), move |tx, ()| Box::pin(async move { tx.run(CARRY, args![owner, id]).await }));
        assert_eq!(carried.await.expect("carried"), 1);
        let mut browser = Browser::default();
        browser.sign_in(&t, "agent@example.com").await;
        let refused = browser.try_code(&t, &app.code(&t, 0)).await;
        assert_eq!(refused.status, 503, "{}", refused.body);
    })
    .await;
}
