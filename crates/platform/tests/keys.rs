//! API keys as their owner keeps them, on both engines: made by whoever is really there, used, over, revoked.

use axum::Router;
use axum::routing::get;
use wasl_base::Coded;
use wasl_db::{DbError, Engine, Sql, args};
use wasl_platform::testing::{TestHouse, on_both};
use wasl_platform::{ApiCaller, House, Module, NewApiKey, Scope, list_api_keys, make_api_key, read_audit};

const DAY_SECONDS: i64 = 86_400;
const PASSWORD: &str = "a long password";

async fn read_orders(caller: ApiCaller) -> Result<&'static str, wasl_platform::Problem> {
    caller.require(Scope::OrdersRead)?;
    Ok("read")
}

/// A room with one question that wants a scope.
fn with_a_door() -> Vec<Module> {
    let routes: Router<House> = Router::new().route("/api/v1/door", get(read_orders));
    let mut module = wasl_platform::module();
    module.routes = module.routes.merge(routes);
    vec![module]
}

async fn ask(t: &TestHouse, secret: &str) -> (u16, String) {
    let reply = t.api_as(secret, "GET", "/api/v1/door", "", None).await;
    let code = if reply.status == 200 { String::new() } else { reply.json()["code"].to_string() };
    (reply.status.as_u16(), code.replace('"', ""))
}

fn secret_of(page: &str) -> String {
    let rest = page.split("wasl_").nth(1).unwrap_or_else(|| panic!("no secret on {page}"));
    format!("wasl_{}", rest.split('<').next().expect("an end"))
}

#[tokio::test]
async fn a_key_is_made_shown_once_used_and_revoked() {
    on_both(with_a_door, |t| async move {
        let fields = [("name", "till"), ("orders:read", "yes"), ("life", "30")];
        let page = t.form("/s/nakheel/keys", &fields).await;
        assert_eq!(page.status, 200, "{}", page.body);
        let secret = secret_of(&page.body);
        for lang in ["ar", "en"] {
            let again = t.page("/s/nakheel/keys", lang).await.body;
            assert!(again.contains("till") && !again.contains(&secret) && !again.contains('⟦'), "{again}");
        }
        let held = async || {
            let mut read = t.house.db.read().await.expect("read");
            let keys = list_api_keys(&mut read, &t.shop).await.expect("keys");
            keys.into_iter().find(|key| key.name == "till").expect("the key")
        };
        assert_eq!((held().await.used_at, held().await.scopes), (None, vec![Scope::OrdersRead]));
        assert_eq!(ask(&t, &secret).await.0, 200);
        let first = held().await.used_at.expect("used");
        t.clock.advance_seconds(60);
        assert_eq!(ask(&t, &secret).await.0, 200);
        assert_eq!(held().await.used_at, Some(first), "not every question writes");
        t.clock.advance_seconds(300);
        assert_eq!(ask(&t, &secret).await.0, 200);
        assert_eq!(held().await.used_at, Some(t.house.clock.now()));

        let id = held().await.id.to_string();
        for _ in 0..2 {
            assert_eq!(t.form("/s/nakheel/keys/revoked", &[("key", &id)]).await.status, 303);
        }
        assert_eq!(ask(&t, &secret).await, (401, "platform.key_unknown".to_owned()));
        let mut read = t.house.db.read().await.expect("read");
        let audit = read_audit(&mut read, t.shop.id, None, 10).await.expect("audit");
        let deeds: Vec<_> = audit.iter().filter(|row| row.subject == id).collect();
        assert_eq!(
            deeds.iter().map(|row| row.verb.as_str()).collect::<Vec<_>>(),
            ["api_key.revoked", "api_key.created"]
        );
        assert!(deeds.iter().all(|row| row.actor == t.owner.to_string()), "{deeds:?}");
        assert!(!format!("{audit:?}").contains(&secret[10..]), "the record holds no secret");
    })
    .await;
}

#[tokio::test]
async fn a_key_ends_by_itself_and_says_so() {
    on_both(with_a_door, |t| async move {
        let (name, actor) = ("till".to_owned(), "test".to_owned());
        let until = t.house.clock.now().plus_seconds(30 * DAY_SECONDS);
        let new = NewApiKey { name, scopes: vec![Scope::OrdersRead], expires_at: Some(until), actor };
        let made = make_api_key(&t.house, &t.shop, new).await.expect("a key");
        t.clock.set(until.plus_seconds(-1));
        assert_eq!(ask(&t, &made.secret).await.0, 200);
        t.clock.set(until);
        assert_eq!(ask(&t, &made.secret).await, (401, "platform.key_expired".to_owned()));
        let (short, rest) = made.secret.rsplit_once('_').expect("parts");
        let guess = format!("{short}_{}", rest.replace(|c: char| c.is_ascii_digit(), "x"));
        assert_eq!(ask(&t, &format!("{guess}x")).await, (401, "platform.key_unknown".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn an_old_session_asks_for_the_password_again() {
    on_both(with_a_door, |t| async move {
        let fields = [("name", "till"), ("admin", "yes")];
        let is_asked = async || t.page("/s/nakheel/keys", "en").await.body.contains("name=\"confirm\"");
        assert!(!is_asked().await, "whoever has just signed in is there");
        t.clock.advance_seconds(901);
        assert!(is_asked().await);
        let count = async || {
            let mut read = t.house.db.read().await.expect("read");
            list_api_keys(&mut read, &t.shop).await.expect("keys").len()
        };
        let before = count().await;
        for confirm in ["", "not it", "A long password"] {
            let with = [fields[0], fields[1], ("confirm", confirm)];
            let refused = t.form("/s/nakheel/keys?lang=en", &with).await;
            assert_eq!(refused.status, 422, "{}", refused.body);
            assert!(refused.body.contains("This is not your password"), "{}", refused.body);
            assert!(refused.body.contains("value=\"till\""), "what was typed stays");
        }
        assert_eq!(count().await, before);
        let right = [fields[0], fields[1], ("confirm", PASSWORD)];
        assert_eq!(t.form("/s/nakheel/keys", &right).await.status, 200);
        assert_eq!(count().await, before + 1);
        // A session left open is no licence to guess.
        for _ in 0..5 {
            t.form("/s/nakheel/keys", &[fields[0], fields[1], ("confirm", "guess")]).await;
        }
        assert_eq!(t.form("/s/nakheel/keys", &right).await.status, 429);
    })
    .await;
}

#[tokio::test]
async fn what_a_key_may_not_be_is_told() {
    on_both(with_a_door, |t| async move {
        for (fields, said) in [
            (vec![("name", ""), ("admin", "yes")], "A name is needed"),
            (vec![("name", "till")], "Choose at least one thing"),
            (vec![("name", "till"), ("orders:fly", "yes")], "Choose at least one thing"),
            (vec![("name", "till"), ("admin", "yes"), ("life", "36500")], "The form is incomplete"),
            (vec![("name", "till"), ("admin", "yes"), ("life", "-1")], "The form is incomplete"),
        ] {
            let refused = t.form("/s/nakheel/keys?lang=en", &fields).await;
            assert!(refused.status == 422 && refused.body.contains(said), "{said}: {}", refused.body);
        }
        let new = || NewApiKey {
            name: "k".to_owned(),
            scopes: vec![Scope::Admin],
            expires_at: None,
            actor: "test".to_owned(),
        };
        let mut last = Ok(());
        for _ in 0..200 {
            last = make_api_key(&t.house, &t.shop, new()).await.map(drop).map_err(|error| error.code());
        }
        assert_eq!(last, Err("platform.too_many_keys"), "the tests' own key is one of two hundred");
    })
    .await;
}

/// What refuses to write down that something was used, as a full disk would.
const SQLITE: [Sql; 2] = [
    "CREATE TRIGGER no_touch BEFORE UPDATE ON api_key BEGIN SELECT RAISE(ABORT, 'no room'); END",
    "CREATE TRIGGER no_seen BEFORE UPDATE ON session BEGIN SELECT RAISE(ABORT, 'no room'); END",
];
const POSTGRES: [Sql; 3] = [
    "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END $body$",
    "CREATE TRIGGER no_touch BEFORE UPDATE ON api_key FOR EACH ROW EXECUTE FUNCTION no_room()",
    "CREATE TRIGGER no_seen BEFORE UPDATE ON session FOR EACH ROW EXECUTE FUNCTION no_room()",
];

#[tokio::test]
async fn a_use_that_cannot_be_written_down_keeps_nobody_out() {
    on_both(with_a_door, |t| async move {
        let page = t.form("/s/nakheel/keys", &[("name", "till"), ("orders:read", "yes")]).await;
        let secret = secret_of(&page.body);
        let statements: &'static [Sql] = match t.house.db.engine() {
            Engine::Sqlite => &SQLITE,
            Engine::Postgres => &POSTGRES,
        };
        let laid = t.house.db.write(statements, |tx, statements| {
            Box::pin(async move {
                for sql in statements.iter().copied() {
                    tx.run(sql, args![]).await?;
                }
                Ok::<_, DbError>(())
            })
        });
        laid.await.expect("triggers");
        t.clock.advance_seconds(3_600);
        assert_eq!(ask(&t, &secret).await.0, 200);
        assert_eq!(t.page("/s/nakheel/me", "en").await.status, 200);
        let mut read = t.house.db.read().await.expect("read");
        let keys = list_api_keys(&mut read, &t.shop).await.expect("keys");
        assert!(keys.iter().all(|key| key.used_at.is_none()), "{keys:?}");
    })
    .await;
}
