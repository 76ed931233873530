//! Who did it stands in the record: every accepted write of the OpenAPI document and every scan by hand leaves a row with
//! its actor, and a refused one leaves none. What carriers feed in is no deed of anybody: it is kept as raw events.

use crate::console_matrix::source_files;
use crate::operations::{Rows, operations};
use crate::support::call;
use std::collections::BTreeSet;
use std::path::Path;
use wasl_base::{EventId, Lang, Zone};
use wasl_i18n::Locale;
use wasl_platform::testing::{TestHouse, on_both};
use wasl_platform::{AuditRow, Scope, create_api_key, read_audit};

const JSON: [(&str, &str); 1] = [("content-type", "application/json")];
/// Told by carriers, hundreds at a time.
const FEEDS: [&str; 2] = ["/api/v1/shipments/{id}/events", "/api/v1/tracking-events"];

async fn rows_by(t: &TestHouse, actor: &str) -> Vec<AuditRow> {
    let mut read = t.house.db.read().await.expect("read");
    let (mut found, mut before): (Vec<AuditRow>, Option<EventId>) = (Vec::new(), None);
    loop {
        let page = read_audit(&mut read, t.shop.id, before, 100).await.expect("audit");
        let Some(last) = page.last() else { return found };
        before = Some(last.id);
        found.extend(page.into_iter().filter(|row| row.actor == actor));
    }
}

#[tokio::test]
async fn every_accepted_write_names_its_actor() {
    on_both(wasl::modules, |t| async move {
        let key = create_api_key(&t.house, &t.shop, "till", &[Scope::Admin]).await.expect("key");
        let actor = key.id.to_string();
        let mut acts = 0;
        for (place, one) in operations(&t).await.iter().filter(|one| one.writes()).enumerate() {
            let before = rows_by(&t, &actor).await.len();
            let nobody = Rows::of_nobody();
            if one.names_a_row() {
                call(&t, &key.secret, &one.method, &one.fill(&nobody), &JSON, &one.body(&nobody)).await;
                assert_eq!(rows_by(&t, &actor).await.len(), before, "{}: a refusal is recorded", one.told());
            }
            let rows = Rows::make(&t, &place.to_string()).await;
            let headers = [JSON[0], ("idempotency-key", one.path.as_str())];
            for _ in 0..2 {
                let reply = call(&t, &key.secret, &one.method, &one.fill(&rows), &headers, &one.body(&rows)).await;
                assert!(reply.status.is_success(), "{}: {}", one.told(), reply.body);
            }
            let expect = usize::from(!FEEDS.contains(&one.path.as_str()));
            let left = rows_by(&t, &actor).await;
            assert_eq!(left.len() - before, expect, "{}: {left:?}", one.told());
            acts += expect;
        }
        assert!(acts >= 9, "only {acts} acts");
    })
    .await;
}

#[tokio::test]
async fn a_scan_and_a_parcel_by_hand_name_their_person() {
    on_both(wasl::modules, |t| async move {
        let rows = Rows::make(&t, "A").await;
        let scans = format!("/s/nakheel/shipments/{}/events", rows.shipment);
        assert_eq!(t.form(&scans, &[("what", "InTransit")]).await.status, 303);
        assert_eq!(t.form(&scans, &[("what", "Flying")]).await.status, 422);
        let parcels = format!("/s/nakheel/orders/{}/shipments", rows.order);
        assert_eq!(t.form(&parcels, &[("carrier", "smsa")]).await.status, 303);
        let left = rows_by(&t, &t.owner.to_string()).await;
        let verbs: Vec<&str> = left.iter().map(|row| row.verb.as_str()).collect();
        assert_eq!(verbs, ["shipment.created", "shipment.scanned_by_hand"]);
        assert_eq!(left[1].subject, rows.shipment);
    })
    .await;
}

/// Deeds named in the source: the first `"noun.deed"` after each call that records one.
fn deeds_of_the_source() -> BTreeSet<String> {
    const CALLS: [&str; 4] = [".record(", "record_audit_in(", "record_of_in(", " run(&house, &member"];
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut deeds = BTreeSet::new();
    for file in source_files(&crates) {
        let text = std::fs::read_to_string(&file).expect("a source");
        for call in CALLS {
            for rest in text.split(call).skip(1) {
                let words = rest.split(';').next().unwrap_or_default().split('"').skip(1).step_by(2);
                deeds.extend(words.filter(|word| is_deed(word)).take(1).map(str::to_owned));
            }
        }
    }
    deeds
}

fn is_deed(word: &str) -> bool {
    let is_name = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    word.split_once('.').is_some_and(|(noun, deed)| is_name(noun) && is_name(deed))
}

#[test]
fn every_deed_has_its_words() {
    wasl_i18n::install(&wasl::texts(&wasl::modules()));
    let deeds = deeds_of_the_source();
    assert!(deeds.len() >= 25 && deeds.contains("order.noted") && deeds.contains("member.removed"), "{deeds:?}");
    for lang in Lang::ALL {
        let locale = Locale::new(lang, Zone::utc());
        let mute: Vec<&String> =
            deeds.iter().filter(|deed| !locale.has(&format!("audit-{}", deed.replace('.', "-")))).collect();
        assert!(mute.is_empty(), "without words in {}: {mute:?}", lang.as_str());
    }
}
