//! One profile per person, found by whatever is known of them, on both engines.

use futures::future::join_all;
use std::collections::HashSet;
use std::sync::Arc;
use wasl_base::{Coded, CustomerId};
use wasl_customers::{Contact, KeyKind, find_or_create_customer, read};
use wasl_platform::testing::{TestHouse, on_both};

fn rooms() -> Vec<wasl_platform::Module> {
    vec![wasl_customers::module()]
}

fn contact(name: &str, phone: &str, email: &str, key: &str) -> Contact {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Contact { name: some(name), phone: some(phone), email: some(email), external_ref: some(key), ..Contact::default() }
}

async fn known(t: &TestHouse, contact: Contact) -> CustomerId {
    find_or_create_customer(&t.house, &t.shop, contact).await.expect("a customer")
}

#[tokio::test]
async fn any_key_finds_the_person_and_fills_blanks() {
    on_both(rooms, |t: TestHouse| async move {
        let noura = known(&t, contact("نورة العتيبي", "0501234567", "", "")).await;
        assert_eq!(known(&t, contact("", "+966 50 123 4567", "noura@example.com", "")).await, noura);
        assert_eq!(known(&t, contact("Somebody Else", "", "NOURA@example.com", "cust-7")).await, noura);
        assert_eq!(known(&t, contact("", "0559999999", "", "cust-7")).await, noura);
        assert_ne!(known(&t, contact("نورة العتيبي", "", "", "")).await, noura, "a name alone is nobody's key");
        let mut read = t.house.db.read().await.expect("read");
        let profile = read::find_customer(&mut read, t.shop.id, noura).await.expect("profile");
        assert_eq!(profile.name.as_deref(), Some("نورة العتيبي"), "a known name is not overwritten");
        assert_eq!(profile.phone.as_ref().map(wasl_base::Phone::as_str), Some("+966501234567"));
        assert_eq!(profile.email.as_deref(), Some("noura@example.com"));
        for (kind, value) in [
            (KeyKind::Phone, "+966501234567"),
            (KeyKind::Phone, "+966559999999"),
            (KeyKind::Email, "noura@example.com"),
            (KeyKind::External, "cust-7"),
        ] {
            let owner = read::find_customer_by_key(&mut read, t.shop.id, kind, value).await.expect("read");
            assert_eq!(owner, Some(noura), "{value}");
        }
    })
    .await;
}

/// The storefront's key says who it is, even when the telephone is somebody else's.
#[tokio::test]
async fn the_first_known_key_decides() {
    on_both(rooms, |t: TestHouse| async move {
        let father = known(&t, contact("", "0501234567", "", "cust-1")).await;
        let son = known(&t, contact("", "", "son@example.com", "cust-2")).await;
        assert_ne!(father, son);
        assert_eq!(known(&t, contact("", "0501234567", "", "cust-2")).await, son);
        assert_eq!(known(&t, contact("", "0501234567", "", "")).await, father, "a key keeps its owner");
        let both = contact("", "0559876543", "son@example.com", "");
        assert_eq!(known(&t, both).await, son, "a new telephone goes to the person whose mail is known");
        assert_eq!(known(&t, contact("", "0559876543", "", "")).await, son);
    })
    .await;
}

#[tokio::test]
async fn writers_at_once_make_one_person() {
    on_both(rooms, |t: TestHouse| async move {
        let t = Arc::new(t);
        for round in 0..4 {
            let (phone, mail) = (format!("05012345{round}0"), format!("n{round}@example.com"));
            let writers = (0..8).map(|place| {
                let t = Arc::clone(&t);
                let contact = match place % 2 {
                    0 => contact("نورة", &phone, &mail, &format!("k{round}")),
                    _ => contact("نورة", &phone, &mail, ""),
                };
                async move { known(&t, contact).await }
            });
            let found: HashSet<CustomerId> = join_all(writers).await.into_iter().collect();
            assert_eq!(found.len(), 1, "round {round}");
        }
    })
    .await;
}

#[tokio::test]
async fn people_are_found_by_name_telephone_and_mail() {
    on_both(rooms, |t: TestHouse| async move {
        let noura = known(&t, contact("نورة العتيبي", "0501234567", "noura@example.com", "")).await;
        let ahmad = known(&t, contact("أحمد العتيبي", "0559876543", "", "")).await;
        let (other, _) = t.other_shop().await;
        let check = |question: &'static str, expect: Vec<CustomerId>| {
            let t = &t;
            async move {
                let mut read = t.house.db.read().await.expect("read");
                let found = read::search_customers(&mut read, t.shop.id, question, 10).await.expect("search");
                assert_eq!(found.iter().map(|(one, _)| one.id).collect::<Vec<_>>(), expect, "{question}");
            }
        };
        check("نوره", vec![noura]).await;
        check("احمد", vec![ahmad]).await;
        check("العتيبي", vec![ahmad, noura]).await;
        check("العتيبي نو", vec![noura]).await;
        check("نورة العت", vec![noura]).await;
        check("0501234567", vec![noura]).await;
        check("٠٥٠١٢٣", Vec::new()).await;
        check("50123", vec![noura]).await;
        check("+966 50 123 4567", vec![noura]).await;
        check("noura", vec![noura]).await;
        check("Noora Al-Otaibi", vec![noura]).await;
        check("Ahmed", vec![ahmad]).await;
        check("4567", vec![noura]).await;
        check("٦٥٤٣", vec![ahmad]).await;
        check("محمد", Vec::new()).await;
        check("%", Vec::new()).await;
        let mut read = t.house.db.read().await.expect("read");
        let strangers = read::search_customers(&mut read, other.id, "نورة", 10).await.expect("search");
        assert!(strangers.is_empty());
        let missing = read::find_customer(&mut read, other.id, noura).await.expect_err("another shop's");
        assert_eq!(missing.code(), "customers.not_found");
    })
    .await;
}

#[tokio::test]
async fn a_refused_contact_leaves_nothing() {
    on_both(rooms, |t: TestHouse| async move {
        for (bad, code, field) in [
            (contact("نورة", "9.66501E+11", "", ""), "phone.scientific_notation", "/phone"),
            (contact("نورة", "0501234567", "noura@", ""), "customers.email", "/email"),
            (contact(&"ن".repeat(121), "", "", ""), "customers.too_long", "/name"),
            (contact("", "", "", "a\u{0}b"), "customers.control_character", "/external_ref"),
        ] {
            let error = find_or_create_customer(&t.house, &t.shop, bad).await.expect_err(code);
            assert_eq!((error.code(), error.field().as_deref()), (code, Some(field)));
        }
        let mut read = t.house.db.read().await.expect("read");
        assert!(read::search_customers(&mut read, t.shop.id, "نورة", 10).await.expect("search").is_empty());
    })
    .await;
}
