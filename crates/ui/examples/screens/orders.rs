//! A list with filters and search, as agents live in it.

use crate::Words;
use crate::home::console;
use maud::html;
use wasl_base::{Currency, Money};
use wasl_i18n::Locale;
use wasl_ui::*;

pub fn draw(locale: &Locale, words: &Words) -> Markup {
    let title = words.of("الطلبات", "Orders");
    let tab = |ar: &str, en: &str, is_current| Tab { href: "#".into(), text: words.of(ar, en).to_owned(), is_current };
    let filters = [
        tab("الكل", "All", true),
        tab("جديد", "New", false),
        tab("شُحن بعضه", "Partly shipped", false),
        tab("شُحن", "Shipped", false),
        tab("وصل", "Delivered", false),
        tab("لم يُدفع", "Unpaid", false),
        tab("أُلغي", "Cancelled", false),
    ];
    let body = html! {
        (page_head(None, html! { (title) }, Some(search_box("#", words.of("رقم، جوال، اسم…", "Number, phone, name…"), "", &[]))))
        (tabs(words.of("الحالة", "State"), &filters))
        section.card { (rows(locale, words)) }
        (pager(locale, Some("#"), Some("#")))
    };
    console(locale, words, title, 1, body)
}

fn rows(locale: &Locale, words: &Words) -> Markup {
    let columns = vec![
        Column::text(words.of("الطلب", "Order")),
        Column::text(words.of("العميل", "Customer")),
        Column::text(words.of("الحالة", "State")),
        Column::text(words.of("الدفع", "Payment")),
        Column::number(words.of("المجموع", "Total")),
    ];
    let people = [
        ("نورة الشمري", "Noura Al-Shammari", "الرياض", "Riyadh"),
        ("عبدالله الحربي", "Abdullah Al-Harbi", "جدة", "Jeddah"),
        ("هند الدوسري", "Hind Al-Dosari", "الدمام", "Dammam"),
        ("محمد القحطاني", "Mohammed Al-Qahtani", "أبها", "Abha"),
        ("ريم باعشن", "Reem Baeshen", "مكة", "Makkah"),
        ("فهد العتيبي", "Fahad Al-Otaibi", "الخبر", "Khobar"),
        ("سلمان المطيري", "Salman Al-Mutairi", "بريدة", "Buraydah"),
    ];
    let rows = (0_i64..)
        .zip(people)
        .map(|(place, (ar, en, city_ar, city_en))| {
            let state = match place % 3 {
                0 => badge(Tone::Accent, words.of("شُحن", "Shipped")),
                1 => badge(Tone::Good, words.of("وصل", "Delivered")),
                _ => badge(Tone::Neutral, words.of("جديد", "New")),
            };
            let payment = if place % 4 == 2 { badge(Tone::Warn, words.of("عند الاستلام", "On delivery")) } else { badge(Tone::Good, words.of("مدفوع", "Paid")) };
            vec![
                html! { a.cover href="#" { (num(&format!("#{}", 10_452 - place))) } br; span.muted.small { (words.of("اليوم", "today")) } },
                html! { (bdi(words.of(ar, en))) br; span.muted.small { (bdi(words.of(city_ar, city_en))) } },
                state,
                payment,
                num(&locale.money(Money::new(23_000 + place * 4_150, Currency::SAR))),
            ]
        })
        .collect();
    table(&Table { caption: words.of("الطلبات", "Orders").to_owned(), columns, rows })
}
