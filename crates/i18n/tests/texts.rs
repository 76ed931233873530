//! What the texts promise: one look-up, six Arabic forms, values in the locale's digits, and no disagreement between
//! the languages.

use proptest::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use wasl_base::{Address, Coded, Kind, Lang, Phone, Zone};
use wasl_i18n::{Arg, Digits, Locale, Resource, TEXTS, install, keys, missing};

const SAMPLE: Resource = Resource {
    room: "sample",
    ar: "
sample-title = الطلبات
sample-window = خلال 30 يومًا
-sample-maker = وصل
sample-brand = من { -sample-maker }
sample-hello = أهلًا { $name }، وصل طلبك { $number }.
sample-orders =
    { $n ->
        [zero] لا طلبات
        [one] طلب واحد
        [two] طلبان
        [few] { $n } طلبات
        [many] { $n } طلبًا
       *[other] { $n } طلب
    }
sample-state = { $state ->
    [paid] مدفوع
   *[other] غير معروف ({ $state })
 }
error-sample-too_many = بلغت الحد: { sample-orders }
error-sample-named = الرقم { $number } مستعمل.
",
    en: "
sample-title = Orders
sample-window = within 30 days
sample-brand = by Wasl
sample-hello = Hello { $name }, your order { $number } has arrived.
sample-orders =
    { $n ->
        [0] no orders
        [one] one order
       *[other] { $n } orders
    }
sample-state = { $state ->
    [paid] paid
   *[other] unknown ({ $state })
 }
error-sample-too_many = The limit is reached: { sample-orders }
error-sample-named = The number { $number } is taken.
",
};

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct SampleError(&'static str, Vec<(&'static str, String)>);

impl Coded for SampleError {
    fn code(&self) -> &'static str {
        self.0
    }
    fn kind(&self) -> Kind {
        Kind::Refused
    }
    fn values(&self) -> Vec<(&'static str, String)> {
        self.1.clone()
    }
}

fn ar() -> Locale {
    install(&[SAMPLE]);
    Locale::new(Lang::Ar, Zone::utc())
}

fn ar_indic() -> Locale {
    Locale { digits: Digits::ArabicIndic, ..ar() }
}

fn en() -> Locale {
    install(&[SAMPLE]);
    Locale::new(Lang::En, Zone::utc())
}

fn room(room: &'static str, ar: &'static str, en: &'static str) -> Resource {
    Resource { room, ar, en }
}

/// The panic of `install`, which must tell each of `expect`.
fn refuses(resource: Resource, expect: &[&str]) {
    let panic = catch_unwind(AssertUnwindSafe(|| install(&[resource]))).expect_err(resource.room);
    let told = panic.downcast_ref::<String>().expect("text");
    for part in expect {
        assert!(told.contains(part), "{told}\n…does not tell: {part}");
    }
}

#[test]
fn plain_messages_are_resolved_with_their_digits() {
    assert_eq!(ar().t("sample-title"), "الطلبات");
    assert_eq!(en().t("sample-title"), "Orders");
    assert_eq!(ar().t("sample-brand"), "من وصل");
    assert_eq!(ar().t("sample-window"), "خلال 30 يومًا");
    assert_eq!(ar_indic().t("sample-window"), "خلال ٣٠ يومًا");
}

#[test]
fn arabic_counts_in_six_forms() {
    for (n, western, indic, english) in [
        (0, "لا طلبات", "لا طلبات", "no orders"),
        (1, "طلب واحد", "طلب واحد", "one order"),
        (2, "طلبان", "طلبان", "2 orders"),
        (3, "3 طلبات", "٣ طلبات", "3 orders"),
        (10, "10 طلبات", "١٠ طلبات", "10 orders"),
        (11, "11 طلبًا", "١١ طلبًا", "11 orders"),
        (99, "99 طلبًا", "٩٩ طلبًا", "99 orders"),
        (100, "100 طلب", "١٠٠ طلب", "100 orders"),
        (102, "102 طلب", "١٠٢ طلب", "102 orders"),
        (103, "103 طلبات", "١٠٣ طلبات", "103 orders"),
        (1_111, "1,111 طلبًا", "١٬١١١ طلبًا", "1,111 orders"),
    ] {
        let told = [ar(), ar_indic(), en()].map(|l| l.tv("sample-orders", &[("n", n.into())]));
        assert_eq!(told, [western, indic, english]);
    }
    let huge = (1_i64 << 53) + 1;
    assert_eq!(en().tv("sample-orders", &[("n", huge.into())]), "9,007,199,254,740,993 orders");
}

#[test]
fn words_choose_too() {
    assert_eq!(ar().tv("sample-state", &[("state", "paid".into())]), "مدفوع");
    assert_eq!(en().tv("sample-state", &[("state", "void".into())]), "unknown (void)");
}

#[test]
fn values_are_walled_off_only_where_they_must_be() {
    let hello = |locale: Locale, name: &str, number: &str| {
        locale.tv("sample-hello", &[("name", name.into()), ("number", Arg::from(number))])
    };
    assert_eq!(hello(ar(), "نورة", "1001"), "أهلًا نورة، وصل طلبك 1001.");
    assert_eq!(hello(ar(), "Sara", "W-1"), "أهلًا \u{2068}Sara\u{2069}، وصل طلبك \u{2068}W-1\u{2069}.");
    assert_eq!(hello(en(), "Sara", "W-1"), "Hello Sara, your order W-1 has arrived.");
    assert_eq!(hello(en(), "نورة", "7"), "Hello \u{2068}نورة\u{2069}, your order 7 has arrived.");
}

#[test]
fn errors_speak_with_their_values() {
    let many = SampleError("sample.too_many", vec![("n", "3".into())]);
    assert_eq!(ar().error(&many), "بلغت الحد: 3 طلبات");
    assert_eq!(ar_indic().error(&many), "بلغت الحد: ٣ طلبات");
    let named = SampleError("sample.named", vec![("number", "1234567".into())]);
    assert_eq!(en().error(&named), "The number 1234567 is taken.");
}

#[test]
fn every_error_of_the_shared_values_has_its_words() {
    let phones = wasl_base::PhoneError::ALL.iter().map(|error| error.code());
    for code in phones.chain(wasl_base::AddressError::CODES) {
        let key = format!("error-{}", code.replace('.', "-"));
        assert!(ar().has(&key), "{key}");
    }
    let error = Phone::parse("9.66501E+11", "SA").expect_err("damaged");
    assert!(ar().error(&error).contains("صيغة علمية"));
    let address = Address { country: "SA".into(), ..Address::default() };
    assert_eq!(en().error(&address.check()[0]), "This field is required.");
}

#[test]
fn what_is_missing_is_seen_and_counted() {
    let before = missing();
    assert_eq!(ar().t("sample-nowhere"), "⟦sample-nowhere⟧");
    assert_eq!(ar().tv("sample-nowhere", &[("n", 1.into())]), "⟦sample-nowhere⟧");
    assert!(en().t("sample-hello").contains("⟦$name⟧"));
    assert!(missing() >= before + 3);
    assert!(!ar().has("sample-nowhere") && !ar().has("-sample-maker"));
}

#[test]
fn installing_again_changes_nothing_and_further_rooms_join() {
    install(&[SAMPLE, TEXTS]);
    let before = keys().len();
    install(&[SAMPLE]);
    install(&[]);
    assert!(keys().len() >= before);
    install(&[room("further", "further-word = كلمة", "further-word = word")]);
    assert_eq!(ar().t("further-word"), "كلمة");
    assert_eq!(ar().t("sample-title"), "الطلبات");
}

#[test]
fn texts_that_do_not_agree_are_refused_with_the_whole_list() {
    refuses(
        room("a", "a-one = أ\na-two = ب { $x }", "a-two = b { $y }\na-three = c"),
        &["en lacks a-one", "ar lacks a-three", "a-two: ar uses {\"x\"}, en uses {\"y\"}"],
    );
    refuses(
        room("b", "b-n = { $n ->\n [one] أ\n *[other] ب { $n }\n }", "b-n = { $n ->\n [one] a\n *[other] b { $n }\n }"),
        &["ar b-n: lacks the plural form [zero]", "[two]", "[few]", "[many]"],
    );
    refuses(room("c", "c-x = { c-none }", "c-x = x"), &["ar c-x: refers to c-none, which is not there"]);
    refuses(room("d", "d-x = { $n", "d-x = x"), &["d/ar.ftl"]);
    refuses(room("e", "e-x = { NUMBER($n) }", "e-x = { $n }"), &["ar e-x: calls NUMBER"]);
    refuses(room("f", "f-x = أ\nf-x = ب", "f-x = a"), &["ar f-x: said twice"]);
    ar();
    refuses(room("g", "sample-title = أ", "sample-title = a"), &["ar sample-title: said twice"]);
    refuses(room("i", "i-x = { i-y }\ni-y = { i-x }", "i-x = a\ni-y = b"), &["ar i-x: refers to i-", "in a circle"]);
    refuses(room("h", "h-x = أ\n    .title = ب", "h-x = a"), &["ar h-x: a message is one text"]);
    assert_eq!(ar().t("sample-title"), "الطلبات");
}

/// CLDR's cardinal rules for Arabic, written out: the data must not part from them at some large number.
#[test]
fn plural_forms_are_those_of_cldr() {
    install(&[room(
        "plural",
        "plural-form = { $n ->\n [zero] zero\n [one] one\n [two] two\n [few] few\n [many] many\n *[other] other\n }",
        "plural-form = { $n ->\n [one] one\n *[other] other\n }",
    )]);
    for n in (0_i64..1_300).chain([99_999, 1_000_000, 1_000_003, 1_000_011, -3]) {
        let arabic = match (n, n.abs() % 100) {
            (0, _) => "zero",
            (1, _) => "one",
            (2, _) => "two",
            (_, 3..=10) => "few",
            (_, 11..=99) => "many",
            _ => "other",
        };
        assert_eq!(ar().tv("plural-form", &[("n", n.into())]), arabic, "{n}");
        assert_eq!(en().tv("plural-form", &[("n", n.into())]), if n == 1 { "one" } else { "other" }, "{n}");
    }
}

proptest! {
    #[test]
    fn no_value_breaks_a_sentence(name in "\\PC{0,40}", n in any::<i64>()) {
        let told = ar().tv("sample-hello", &[("name", name.as_str().into()), ("number", n.into())]);
        let opened = told.matches('\u{2068}').count();
        prop_assert_eq!(opened, told.matches('\u{2069}').count());
        prop_assert!(told.starts_with("أهلًا ") && told.ends_with('.'));
    }
}
