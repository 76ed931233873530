//! A shopper's page: the answer first, then the way, the goods and a person.

use crate::Words;
use maud::html;
use wasl_base::CalendarDate;
use wasl_i18n::Locale;
use wasl_ui::*;

pub fn draw(locale: &Locale, words: &Words) -> Markup {
    let frame = ShopperFrame {
        locale,
        title: words.of("طلبك من متجر النخيل", "Your order from Nakheel"),
        shop_name: words.of("متجر النخيل", "Nakheel"),
        hue: 168,
        language_href: "?lang=en",
        foot: Some(html! { p { (words.of("هذا الرابط لك وحدك.", "This link is yours alone.")) } }),
    };
    let body = html! { div.stack { (hero(locale, words)) (acts(words)) (way(locale, words)) (goods(words)) } };
    shopper_page(&frame, body)
}

fn day() -> CalendarDate {
    CalendarDate::new(2026, 11, 22).unwrap_or_else(|_| unreachable!())
}

fn hero(locale: &Locale, words: &Words) -> Markup {
    let step = |ar, en, state| Step { text: words.of(ar, en).to_owned(), state };
    let all = [
        step("جُهّز", "Packed", StepState::Done),
        step("سُلّم للشركة", "With the carrier", StepState::Done),
        step("وصل الرياض", "In Riyadh", StepState::Now),
        step("بين يديك", "In your hands", StepState::Ahead),
    ];
    html! {
        section.card.hero {
            div.row {
                (badge(Tone::Accent, words.of("في الطريق إليك", "On its way")))
                span.muted.small { (words.of("طلب", "Order")) " " (num("#10452")) " · " (words.of("الشحنة 1 من 2", "parcel 1 of 2")) }
            }
            div {
                h1 { (words.of("يصلك غدًا الأحد", "Arrives tomorrow, Sunday")) }
                p.when {
                    (words.of("بين الرابعة والسابعة مساءً", "Between four and seven in the evening")) " · " bdi { (locale.date_long(day())) }
                    @if locale.lang == wasl_base::Lang::Ar { " · " bdi { (locale.hijri(day())) } }
                }
            }
            (steps(words.of("مراحل الشحنة", "Stages"), &all, false))
            (notice_with(Tone::Accent, Icon::Shield, html! {
                p { (words.of("نصل في هذا الموعد ", "We keep this window ")) b { "9" } (words.of(" مرات من كل ", " times in ")) b { "10" } "." }
                p.small.muted { (words.of("إن تأخرنا أضفنا 20 ريالًا إلى رصيدك دون أن تطلب.", "If we are late, SAR 20 is added to your credit without asking.")) }
            }, None))
            (route_map(words))
        }
    }
}

fn route_map(words: &Words) -> Markup {
    let stop =
        |ar, en, latitude, longitude, state| Stop { label: words.of(ar, en).to_owned(), latitude, longitude, state };
    way_map(
        words.of("الشحنة في الرياض، وانطلقت من جدة إلى الدمام", "The parcel is in Riyadh; it left Jeddah for Dammam"),
        &[
            stop("جدة", "Jeddah", 21.49, 39.19, StepState::Done),
            stop("الرياض", "Riyadh", 24.71, 46.68, StepState::Now),
            stop("الدمام", "Dammam", 26.42, 50.09, StepState::Ahead),
        ],
    )
}

fn acts(words: &Words) -> Markup {
    html! {
        section.acts aria-label=(words.of("ما يمكنك فعله", "What you can do")) {
            a.button.primary.wide href="#" { (icon(Icon::Chat)) (words.of("تحدّث مع نورة من المتجر", "Talk to Noura at the shop")) }
            (button_link("#", Some(Icon::Reschedule), words.of("غيّر الموعد", "Change the day")))
            (button_link("#", Some(Icon::MapPin), words.of("صحّح العنوان", "Correct the address")))
        }
    }
}

fn way(_: &Locale, words: &Words) -> Markup {
    let moment = |ar: (&str, &str), en: (&str, &str), time: &str, is_now| {
        let detail = words.of(ar.1, en.1);
        Moment {
            title: words.of(ar.0, en.0).to_owned(),
            detail: (!detail.is_empty()).then(|| html! { (detail) }),
            time: time.to_owned(),
            datetime: "2026-11-21T06:40:00Z".to_owned(),
            tone: Tone::Neutral,
            is_now,
        }
    };
    let days = [
        Day {
            title: words.of("اليوم، السبت 21 نوفمبر", "Today, Saturday 21 November").to_owned(),
            moments: vec![moment(
                ("وصلت مركز الفرز في الرياض", "تُجهَّز للتوزيع صباح الغد"),
                ("At the sorting centre in Riyadh", "Made ready for tomorrow morning’s round"),
                words.of("9:40 ص", "9:40 am"),
                true,
            )],
        },
        Day {
            title: words.of("أمس", "Yesterday").to_owned(),
            moments: vec![
                moment(("غادرت جدة", ""), ("Left Jeddah", ""), words.of("11:15 م", "11:15 pm"), false),
                moment(("تسلّمتها سمسا من المتجر", ""), ("SMSA took it over", ""), words.of("4:02 م", "4:02 pm"), false),
                moment(("جُهّز طلبك وفُحص", ""), ("Packed and checked", ""), words.of("1:30 م", "1:30 pm"), false),
            ],
        },
    ];
    let carrier = html! { span.small.muted { (words.of("سمسا", "SMSA")) " " (code("SM4471902")) } };
    card(words.of("مسار الشحنة", "The way so far"), Some(carrier), timeline_by_day(&days))
}

fn goods(words: &Words) -> Markup {
    let policy = html! { a href="#" { (words.of("سياسة الإرجاع: 30 يومًا", "Returns: 30 days")) } };
    let line = |title: &str, count: &str| {
        html! { li { span.thumb { (icon(Icon::Bag)) } span { bdi { (title) } br; span.muted.small { (count) } } } }
    };
    let body = html! {
        ul.stack.goods {
            (line(words.of("عباية كتّان، مقاس M", "Linen abaya, size M"), words.of("قطعة واحدة", "one piece")))
            (line(words.of("طقم فناجين قهوة، ستة", "Coffee cups, set of six"), words.of("طقمان", "two sets")))
        }
    };
    card(words.of("في هذه الشحنة", "In this parcel"), Some(policy), body)
}
