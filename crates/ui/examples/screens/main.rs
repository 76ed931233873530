//! Serves the living page and sample screens: `cargo run -p wasl-ui --example screens`, then open what it prints.
//! `?lang=en` and `?theme=dark` choose; the screens hold no business, only what components look like together.

mod home;
mod orders;
mod tracking;

use axum::Router;
use axum::extract::Query;
use axum::response::Html;
use axum::routing::get;
use std::collections::HashMap;
use std::io::Write;
use wasl_base::{Lang, Zone};
use wasl_i18n::{Calendar, Digits, Locale};
use wasl_ui::{Field, Markup, PlainFrame};

type Asked = Query<HashMap<String, String>>;

/// Words in both languages, side by side.
pub struct Words(pub Lang);

impl Words {
    pub fn of<'a>(&self, ar: &'a str, en: &'a str) -> &'a str {
        match self.0 {
            Lang::Ar => ar,
            Lang::En => en,
        }
    }
}

fn show(Query(asked): Asked, draw: fn(&Locale, &Words) -> Markup) -> Html<String> {
    let lang = asked.get("lang").and_then(|lang| lang.parse().ok()).unwrap_or(Lang::Ar);
    let locale = Locale { lang, digits: Digits::Western, calendar: Calendar::Gregorian, zone: Zone::utc() };
    let page = draw(&locale, &Words(lang)).into_string();
    let theme = asked.get("theme").map_or("light", String::as_str);
    Html(page.replacen("<html ", &format!("<html data-theme=\"{theme}\" "), 1))
}

fn sign_in(locale: &Locale, words: &Words) -> Markup {
    let title = words.of("ادخل إلى متجرك", "Sign in to your shop");
    let frame = PlainFrame { locale, title, language_href: "?lang=en", is_wide: false };
    let body = maud::html! {
        p.muted { (words.of("بريدك وكلمة السر.", "Your e-mail and password.")) }
        form.form {
            (wasl_ui::field(&Field { name: "email", label: words.of("البريد", "E-mail"), kind: "email", value: "sara@nakheel.example", is_ltr: true, ..Field::default() }))
            (wasl_ui::field(&Field { name: "password", label: words.of("كلمة السر", "Password"), kind: "password", error: Some(words.of("لا تطابق هذا البريد", "It does not match this e-mail")), is_ltr: true, ..Field::default() }))
            (wasl_ui::submit_button(words.of("ادخل", "Sign in")))
        }
    };
    wasl_ui::plain_page(&frame, body)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    wasl_i18n::install(&[wasl_ui::TEXTS]);
    let screens = Router::new()
        .route("/tracking", get(|asked| async { show(asked, tracking::draw) }))
        .route("/home", get(|asked| async { show(asked, home::draw) }))
        .route("/orders", get(|asked| async { show(asked, orders::draw) }))
        .route("/sign-in", get(|asked| async { show(asked, sign_in) }))
        .merge(wasl_ui::routes());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8090").await?;
    let at = listener.local_addr()?;
    writeln!(std::io::stdout(), "http://{at}/_ui  /tracking  /home  /orders  /sign-in")?;
    axum::serve(listener, screens).await
}
