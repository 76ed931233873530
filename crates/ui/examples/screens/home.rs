//! The owner's home: figures with their meaning, what needs a person, how the carriers do.

use crate::Words;
use maud::html;
use wasl_i18n::Locale;
use wasl_ui::*;

/// The console around a sample page.
pub fn console(locale: &Locale, words: &Words, title: &str, current: usize, body: Markup) -> Markup {
    let items = [
        ("الرئيسية", "Home", Icon::Home, None),
        ("الطلبات", "Orders", Icon::Bag, None),
        ("الشحنات", "Parcels", Icon::Truck, Some("14")),
        ("المحادثات", "Conversations", Icon::Chat, Some("6")),
        ("العملاء", "Customers", Icon::Users, None),
        ("الدفاتر", "Books", Icon::Books, None),
        ("الإعدادات", "Settings", Icon::Settings, None),
    ];
    let nav: Vec<NavItem> = items
        .iter()
        .enumerate()
        .map(|(place, (ar, en, icon, count))| NavItem {
            href: ["/home", "/orders"].get(place).unwrap_or(&"#").to_string(),
            label: words.of(ar, en).to_owned(),
            icon: *icon,
            count: count.map(str::to_owned),
            is_current: place == current,
        })
        .collect();
    let frame = Frame {
        locale,
        title,
        shop_name: words.of("متجر النخيل", "Nakheel"),
        home_href: "/home",
        hue: 168,
        nav: &nav,
        find_href: Some("/s/nakheel/find"),
        user_name: words.of("سارة العتيبي", "Sara Al-Otaibi"),
        csrf: "",
        language_href: "?lang=en",
    };
    console_page(&frame, body)
}

pub fn draw(locale: &Locale, words: &Words) -> Markup {
    let title = words.of("صباح الخير يا سارة", "Good morning, Sara");
    let period =
        |ar: &str, en: &str, is_current| Tab { href: "#".into(), text: words.of(ar, en).to_owned(), is_current };
    let periods = segments(
        words.of("المدة", "Period"),
        &[period("7 أيام", "7 days", false), period("30 يومًا", "30 days", true), period("سنة", "Year", false)],
    );
    let body = html! {
        (page_head(None, html! { (title) }, Some(html! { (search_box("#", words.of("رقم، جوال، اسم…", "Number, phone, name…"), "", &[])) (periods) })))
        (figures(locale, words))
        div.two {
            div.stack {
                (card(words.of("تحتاجك الآن", "Needs you now"), Some(html! { a href="#" { (words.of("كل الشحنات", "All parcels")) } }), attention(words)))
                (card(words.of("المبيعات باليوم", "Sales by day"), None, sales(locale, words)))
            }
            div.stack {
                (card(words.of("في الموعد، بالأسبوع", "On time, by week"), None, weeks(locale, words)))
                (card(words.of("أيام التوصيل بالشركة", "Days to deliver, by carrier"), None, carriers(locale, words)))
                (card(words.of("كيف دُفع", "How it was paid"), None, paid(locale, words)))
            }
        }
    };
    console(locale, words, title, 0, body)
}

fn figures(locale: &Locale, words: &Words) -> Markup {
    let course = spark(locale, &[905, 899, 911, 908, 921, 930, 925, 938]);
    let orders = spark(locale, &[12, 18, 9, 22, 19, 30, 24, 31, 28, 35]);
    kpis(&[
        kpi_with(
            &Kpi {
                label: words.of("وصلت في موعدها", "Arrived on time"),
                value: &locale.percent(938),
                note: Some(words.of("1.2 نقطة فوق الشهر السابق", "1.2 points above last month")),
                tone: Tone::Good,
                href: Some("#"),
            },
            Some(Trend::Up),
            course,
        ),
        kpi_with(
            &Kpi {
                label: words.of("في الطريق الآن", "On the way now"),
                value: &locale.number(412),
                note: Some(words.of("منها 14 تحتاجك", "14 of them need you")),
                tone: Tone::Warn,
                href: Some("#"),
            },
            None,
            orders,
        ),
        kpi(&Kpi {
            label: words.of("أيام التوصيل، الوسيط", "Days to deliver, median"),
            value: "2.4",
            note: Some(words.of("تسع من عشر في 4.1 أو أقل", "nine in ten within 4.1")),
            tone: Tone::Neutral,
            href: Some("#"),
        }),
        kpi(&Kpi {
            label: words.of("نقد لدى شركات الشحن", "Cash with carriers"),
            value: words.of("38,240 ر.س", "SAR 38,240"),
            note: Some(words.of("6,110 منها متأخرة", "6,110 of it overdue")),
            tone: Tone::Bad,
            href: Some("#"),
        }),
    ])
}

fn attention(words: &Words) -> Markup {
    let row = |number: &str, place: &str, tone, what: &str, why: &str, who: &str, since: &str| {
        vec![
            html! { a.cover href="#" { (code(number)) } br; span.muted.small { (place) } },
            html! { div { (badge(tone, what)) div.small.muted { (why) } } },
            bdi(who),
            num(since),
        ]
    };
    let columns = vec![
        Column::text(words.of("الشحنة", "Parcel")),
        Column::text(words.of("ما الذي حدث", "What happened")),
        Column::text(words.of("العميل", "Customer")),
        Column::number(words.of("منذ", "Since")),
    ];
    let rows = vec![
        row(
            "SM4471902",
            words.of("سمسا · أبها", "SMSA · Abha"),
            Tone::Bad,
            words.of("محاولتان فاشلتان", "Two failed attempts"),
            words.of("العنوان بلا رقم مبنى: اطلب تصحيحه", "No building number: ask for it"),
            words.of("محمد القحطاني", "Mohammed Al-Qahtani"),
            words.of("5 س", "5 h"),
        ),
        row(
            "32188745",
            words.of("أرامكس · الدمام", "Aramex · Dammam"),
            Tone::Warn,
            words.of("صمت أطول من المعتاد", "Silent for too long"),
            words.of("لا خبر منذ الفرز، والمعتاد هنا 9 ساعات", "No news since sorting; 9 hours is usual here"),
            words.of("هند الدوسري", "Hind Al-Dosari"),
            words.of("31 س", "31 h"),
        ),
        row(
            "JT90021773",
            words.of("جي آند تي · جدة", "J&T · Jeddah"),
            Tone::Warn,
            words.of("ستتأخر يومًا", "A day late"),
            words.of("أُبلغ العميل، وأُضيف 20 ريالًا لرصيده", "The customer knows; SAR 20 credited"),
            words.of("ريم باعشن", "Reem Baeshen"),
            words.of("2 س", "2 h"),
        ),
        row(
            "SM4470018",
            words.of("سمسا · الرياض", "SMSA · Riyadh"),
            Tone::Neutral,
            words.of("تعود إلى المتجر", "Coming back"),
            words.of("رفض العميل، دفع عند الاستلام 315", "Refused at the door, 315 cash on delivery"),
            words.of("فهد العتيبي", "Fahad Al-Otaibi"),
            words.of("1 ي", "1 d"),
        ),
    ];
    table(&Table { caption: words.of("شحنات تحتاجك", "Parcels that need you").to_owned(), columns, rows })
}

fn weeks(locale: &Locale, words: &Words) -> Markup {
    let days = ["27/9", "4/10", "11/10", "18/10", "25/10", "1/11", "8/11", "15/11"];
    let points: Vec<Point> = [884, 889, 902, 911, 925, 921, 933, 938]
        .iter()
        .zip(days)
        .map(|(value, day)| Point {
            label: day.to_owned(),
            value: *value,
            text: locale.percent(*value),
            ..Point::default()
        })
        .collect();
    line(locale, words.of("نسبة الوصول في الموعد بالأسبوع", "Share on time by week"), &points, 850)
}

fn carriers(locale: &Locale, words: &Words) -> Markup {
    let row = |name: &str, low: i64, middle: i64, high: i64, tone: Tone| {
        let text = format!("{} – {} – {}", locale.decimal(low, 1), locale.decimal(middle, 1), locale.decimal(high, 1));
        vec![
            html! { (name) },
            range(locale, &Range { low, middle, high, text }, 6_000, tone),
            num(&locale.decimal(middle, 1)),
        ]
    };
    let columns = vec![
        Column::text(words.of("الشركة", "Carrier")),
        Column::text(words.of("من السريع إلى البطيء", "Quick to slow")),
        Column::number(words.of("الوسيط", "Median")),
    ];
    let rows = vec![
        row(words.of("سمسا", "SMSA"), 1_200, 2_100, 3_400, Tone::Good),
        row(words.of("أرامكس", "Aramex"), 1_600, 2_600, 4_700, Tone::Warn),
        row(words.of("جي آند تي", "J&T"), 1_500, 3_200, 5_600, Tone::Bad),
    ];
    table(&Table { caption: words.of("أيام التوصيل", "Days to deliver").to_owned(), columns, rows })
}

fn sales(locale: &Locale, words: &Words) -> Markup {
    let all: Vec<Bar> = (1..=30_i64)
        .map(|day| {
            let value = 4_000 + (day * 7_919 % 31) * 260;
            Bar { label: format!("{day}/11"), value, text: locale.number(value), href: Some("#".to_owned()) }
        })
        .collect();
    bars(locale, words.of("المبيعات باليوم", "Sales by day"), &all)
}

fn paid(locale: &Locale, words: &Words) -> Markup {
    let part = |ar: &str, en: &str, value: i64| Part {
        label: words.of(ar, en).to_owned(),
        value,
        text: locale.percent(value),
        tone: Tone::Accent,
        href: None,
    };
    let parts = [part("بطاقة", "Card", 540), part("عند الاستلام", "On delivery", 380), part("تحويل", "Transfer", 80)];
    share(locale, words.of("كيف دُفع", "How it was paid"), &parts)
}
