//! `/_ui`: every component in both directions and both themes, for the people who build pages.

use crate::action::{button_link, confirm, copyable, danger_button, menu, plain_button, primary_link, submit_button};
use crate::badge::{Tone, badge, notice, notice_with, toast};
use crate::card::{card, crumbs, facts, folded_card, page_head, sums};
use crate::charts::{Bar, Part, Point, Range, bars, line, meter, range, share, spark};
use crate::field::{Field, checkbox, field, search_box, select, textarea};
use crate::icon::{Icon, icon};
use crate::inline::{ago, code, joined, num, when};
use crate::kpi::{Kpi, Trend, kpi, kpi_moved, kpi_with, kpis};
use crate::map::{Stop, way_map};
use crate::nav::{Door, Tab, doors, pager_named, segments, tabs};
use crate::page::{PlainFrame, plain_page};
use crate::state::{empty, failed, loading, progress, too_many};
use crate::table::{Column, Table, table_with_sums};
use crate::timeline::{Day, Moment, Step, StepState, steps, timeline_by_day, timeline_with};
use axum::extract::RawQuery;
use maud::{Markup, html};
use wasl_base::{Instant, Lang, Zone};
use wasl_i18n::{Calendar, Digits, Locale};

const SAMPLES: [(Lang, &str); 4] = [(Lang::Ar, "light"), (Lang::En, "light"), (Lang::Ar, "dark"), (Lang::En, "dark")];
/// Samples show one fixed moment.
const MOMENT_US: i64 = 1_795_254_000_000_000;

/// In English, or as `?lang=` asks.
pub(crate) async fn serve(RawQuery(query): RawQuery) -> Markup {
    let query = query.unwrap_or_default();
    let asked = query.split('&').filter_map(|pair| pair.strip_prefix("lang=")).find_map(|word| word.parse().ok());
    living_page_in(asked.unwrap_or(Lang::En))
}

pub fn living_page() -> Markup {
    living_page_in(Lang::En)
}

/// Four samples: Arabic and English, light and dark. `lang` is that of the frame around them.
pub fn living_page_in(lang: Lang) -> Markup {
    let locale = |lang| Locale { lang, digits: Digits::Western, calendar: Calendar::Gregorian, zone: Zone::utc() };
    let framed = locale(lang);
    let switch = format!("/_ui?lang={}", lang.other().as_str());
    let body = html! {
        @for (lang, theme) in SAMPLES {
            section.sample data-theme=(theme) lang=(lang.as_str()) dir=(lang.dir()) aria-label={ (lang.as_str()) " " (theme) } {
                (Sample { locale: &locale(lang), id: format!("{}-{theme}", lang.as_str()) }.draw())
            }
        }
    };
    plain_page(
        &PlainFrame { locale: &framed, title: &framed.t("ui-living"), language_href: &switch, is_wide: true },
        body,
    )
}

struct Sample<'a> {
    locale: &'a Locale,
    /// Tells ids and landmarks of the four apart.
    id: String,
}

impl Sample<'_> {
    fn draw(&self) -> Markup {
        html! {
            h2 { (self.id) }
            (self.words())
            (self.figures())
            (self.acts())
            (self.lists())
            (self.courses())
            (self.charts())
            (self.form())
            (self.states())
        }
    }

    fn word(&self) -> String {
        self.locale.t("ui-sample-word")
    }

    fn sentence(&self) -> String {
        self.locale.t("ui-sample-sentence")
    }

    /// A label that no other sample has.
    fn own(&self, what: &str) -> String {
        format!("{what} {}", self.id)
    }

    fn words(&self) -> Markup {
        let at = Instant::from_us(MOMENT_US);
        let later = Instant::from_us(MOMENT_US + 7_200_000_000);
        html! {
            (page_head(Some(("#", &self.word())), html! { (self.word()) " " (num("#10452")) }, Some(plain_button(Some(Icon::Print), &self.word()))))
            p.cluster { @for one in Icon::ALL { (icon(*one)) } }
            p.cluster { @for tone in Tone::ALL { (badge(tone, &self.word())) } }
            @for tone in Tone::ALL { (notice(tone, &self.sentence())) }
            (notice_with(Tone::Warn, Icon::Reschedule, html! { b { (self.word()) } p.small { (self.sentence()) } }, Some(button_link("#", None, &self.word()))))
            p { (joined(&[when(self.locale, at), ago(self.locale, at, later), code("SM4471902")])) }
        }
    }

    fn figures(&self) -> Markup {
        let (word, sentence) = (self.word(), self.sentence());
        let (count, percent) = (self.locale.number(12_480), self.locale.percent(938));
        let figure = Kpi { label: &word, value: &count, note: Some(&sentence), tone: Tone::Good, href: Some("#") };
        let share = Kpi { label: &word, value: &percent, note: Some(&word), tone: Tone::Bad, href: None };
        kpis(&[
            kpi_with(&figure, Some(Trend::Up), spark(self.locale, &[3, 5, 4, 8, 7, 9])),
            kpi_moved(&share, Trend::Down),
            kpi(&Kpi { label: &word, value: &count, ..Kpi::default() }),
        ])
    }

    fn acts(&self) -> Markup {
        let word = self.word();
        let question = confirm(
            self.locale,
            &self.own("confirm").replace(' ', "-"),
            &word,
            &word,
            &self.sentence(),
            danger_button(&word),
        );
        html! {
            div.cluster {
                (primary_link("#", Some(Icon::Chat), &word)) (button_link("#", Some(Icon::Calendar), &word))
                (danger_button(&word)) (question)
                (menu(&word, &[html! { a href="#" { (icon(Icon::Edit)) (word) } }, html! { a href="#" { (icon(Icon::Download)) (word) } }]))
            }
            (copyable(self.locale, "https://shop.example/t/7Qm2"))
        }
    }

    fn lists(&self) -> Markup {
        let word = self.word();
        let choices = [true, false, false].map(|is_current| Tab { href: "#".into(), text: word.clone(), is_current });
        let open = [Icon::User, Icon::Users].map(|icon| Door {
            href: "#".into(),
            icon,
            title: word.clone(),
            text: self.sentence(),
        });
        let columns = vec![Column::text(word.as_str()), Column::text(word.as_str()), Column::number(word.as_str())];
        let row = |tone| {
            vec![html! { a.cover href="#" { (num("#10452")) } }, badge(tone, &word), num(&self.locale.number(315))]
        };
        let list = Table { caption: word.clone(), columns, rows: vec![row(Tone::Good), row(Tone::Warn)] };
        let sum = [html! { (word) }, Markup::default(), num(&self.locale.number(630))];
        let fact = |text: &str| (word.clone(), html! { bdi { (text) } });
        html! {
            (crumbs_once(self.locale, &self.id))
            (tabs(&self.own("tabs"), &choices))
            (segments(&self.own("segments"), &choices))
            (doors(&self.own("doors"), &open))
            (table_with_sums(&list, &sum))
            (pager_named(self.locale, &self.own(&self.locale.t("ui-pages")), Some("#"), Some("#")))
            div.two {
                (card(&word, Some(html! { a href="#" { (word) } }), facts(&[fact("SM4471902"), fact("RRRD2929")])))
                (card(&word, None, sums(&[fact("200.00"), fact("30.00"), fact("230.00")])))
            }
            (folded_card(&word, html! { p { (self.sentence()) } }))
        }
    }

    fn courses(&self) -> Markup {
        let word = self.word();
        let stages =
            [StepState::Done, StepState::Now, StepState::Ahead].map(|state| Step { text: word.clone(), state });
        let moment = |is_now, tone| Moment {
            title: word.clone(),
            detail: Some(html! { (self.sentence()) }),
            time: self.locale.time(Instant::from_us(MOMENT_US)),
            datetime: Instant::from_us(MOMENT_US).to_string(),
            tone,
            is_now,
        };
        let moments = vec![moment(true, Tone::Neutral), moment(false, Tone::Warn), moment(false, Tone::Good)];
        let day = |moments| Day { title: word.clone(), moments };
        let days = [day(moments.clone()), day(vec![moment(false, Tone::Neutral)])];
        html! {
            (steps(&word, &stages, false)) (steps(&word, &stages, true))
            div.two {
                (card(&word, None, timeline_with(&[(word.clone(), word.clone())], &moments)))
                (card(&word, None, timeline_by_day(&days)))
            }
            (way_map(&word, &self.way()))
        }
    }

    fn way(&self) -> [Stop; 3] {
        let stop =
            |label: &str, latitude, longitude, state| Stop { label: label.to_owned(), latitude, longitude, state };
        let [jeddah, riyadh, dammam] = match self.locale.lang {
            Lang::Ar => ["جدة", "الرياض", "الدمام"],
            Lang::En => ["Jeddah", "Riyadh", "Dammam"],
        };
        [
            stop(jeddah, 21.49, 39.19, StepState::Done),
            stop(riyadh, 24.71, 46.68, StepState::Now),
            stop(dammam, 26.42, 50.09, StepState::Ahead),
        ]
    }

    fn charts(&self) -> Markup {
        let (locale, word) = (self.locale, self.word());
        let points = [10, 40, 30, 60, 50].map(|v| Point {
            label: locale.number(v),
            value: v,
            text: locale.number(v),
            ..Point::default()
        });
        let columns =
            [10, 40, 30, 60].map(|v| Bar { label: locale.number(v), value: v, text: locale.number(v), href: None });
        let part = |value, tone| Part { label: word.clone(), value, text: locale.percent(value), tone, href: None };
        let span = Range { low: 12, middle: 21, high: 40, text: word.clone() };
        html! {
            div.two {
                (card(&word, None, line(locale, &word, &points, 0)))
                (card(&word, None, bars(locale, &word, &columns)))
            }
            (card(&word, None, html! {
                (share(locale, &word, &[part(540, Tone::Accent), part(380, Tone::Accent), part(80, Tone::Warn)]))
                (range(locale, &span, 60, Tone::Good)) (range(locale, &span, 50, Tone::Bad))
                (meter(locale, 620, "good"))
            }))
        }
    }

    fn form(&self) -> Markup {
        let (word, sentence) = (self.word(), self.sentence());
        let (text, choice, notes, check) = (
            self.own("text").replace(' ', "-"),
            self.own("choice").replace(' ', "-"),
            self.own("notes").replace(' ', "-"),
            self.own("check").replace(' ', "-"),
        );
        html! {
            form.form aria-label=(self.own("form")) {
                (field(&Field { name: &text, label: &word, hint: Some(&sentence), error: Some(&sentence), value: "SM44", is_ltr: true, ..Field::default() }))
                (select(&choice, &word, &[("a".into(), word.clone())], "a"))
                (textarea(&notes, &word, &sentence, Some(&sentence)))
                (checkbox(&check, &word, Some(&sentence), true))
                div.cluster { (submit_button(&word)) }
            }
            // The search box has one id a page: the first sample shows it.
            @if self.id == "ar-light" { (search_box("#", &word, "", &[])) }
        }
    }

    fn states(&self) -> Markup {
        let (word, sentence) = (self.word(), self.sentence());
        html! {
            (card("", None, empty(Icon::Package, &word, &sentence, Some(primary_link("#", None, &word)))))
            (card("", None, failed(&word, &sentence, Some(button_link("#", Some(Icon::Refresh), &word)))))
            (card("", None, loading(self.locale, 3)))
            (too_many(self.locale, 50))
            (progress(&self.own(&word), 620, &self.locale.percent(620)))
            // Only one word at a time is said at the foot of a page.
            @if self.id == "ar-light" { (toast(&word, Some(html! { a href="#" { (word) } }))) }
        }
    }
}

/// A page has one such way; the first sample shows it.
fn crumbs_once(locale: &Locale, id: &str) -> Markup {
    let word = locale.t("ui-sample-word");
    if id.ends_with("light") { crumbs(locale, &[("#", &word), ("#", &word)]) } else { Markup::default() }
}
