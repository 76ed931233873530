//! How many parcels are under way, by status: sums that the outbox keeps, so that a page costs the same however many
//! there are. They are not kept by the verbs: a row that every scan of a shop changes would let them wait for each other.

use crate::error::TrackingError;
use crate::store;
use std::collections::BTreeMap;
use wasl_base::ShopId;
use wasl_db::{BoxFuture, DbError, Read, Row, Tx, args};
use wasl_events::{DomainEvent, Envelope, Status};
use wasl_platform::{HandlerError, Stamp, Subscription, outbox};

/// The name under which the outbox knows us.
const CONSUMER: &str = "tracking_open";

/// Adding minds no order, so a parked fact holds nothing back.
pub(crate) fn subscription() -> Subscription {
    Subscription {
        consumer: CONSUMER,
        kinds: &["shipment.created", "shipment.advanced"],
        is_ordered: false,
        batch_max: outbox::BATCH_MAX,
        handle,
    }
}

fn handle<'t>(tx: &'t mut Tx, _stamp: &'t Stamp, facts: &'t [Envelope]) -> BoxFuture<'t, Result<(), HandlerError>> {
    Box::pin(async move {
        let Some(first) = facts.first() else { return Ok(()) };
        for (status, more) in changes(facts.iter().map(|fact| &fact.event)) {
            tx.send(store::ADD_TO_OPEN, args![first.shop, status, more]).await?;
        }
        Ok(())
    })
}

/// What facts add to each status, in the order of its word; what adds up to nothing is left out.
fn changes<'a>(facts: impl Iterator<Item = &'a DomainEvent>) -> BTreeMap<&'static str, i64> {
    let mut sums = BTreeMap::new();
    let mut add = |status: Status, more: i64| *sums.entry(status.as_str()).or_default() += more;
    for fact in facts {
        match fact {
            DomainEvent::ShipmentCreated(created) => add(created.status, i64::from(created.is_open)),
            DomainEvent::ShipmentAdvanced(advanced) => {
                add(advanced.from, -i64::from(advanced.was_open));
                add(advanced.to, i64::from(advanced.is_open));
            }
            _ => {}
        }
    }
    sums.retain(|_, more| *more != 0);
    sums
}

/// Parcels under way by status, in no order; a status that none has is left out.
pub async fn count_open(read: &mut Read, shop: ShopId) -> Result<Vec<(Status, i64)>, TrackingError> {
    let rows = read.all(store::COUNT_OPEN, args![shop], word_and_count).await?;
    let known = rows.into_iter().filter_map(|(word, count)| Some((Status::parse(&word)?, count)));
    Ok(known.filter(|(_, count)| *count > 0).collect())
}

/// Statuses whose sum, with what was not heard yet, is not the number of parcels under way: (word, sum, parcels).
/// `read` is one snapshot (`Db::report`), else a worker between two questions makes it wrong.
pub async fn wrong_open_counts(read: &mut Read, shop: ShopId) -> Result<Vec<(String, i64, i64)>, TrackingError> {
    let mut sums: BTreeMap<String, i64> =
        read.all(store::COUNT_OPEN, args![shop], word_and_count).await?.into_iter().collect();
    let mut unheard = outbox::Unheard::of(shop, CONSUMER);
    while let Some(facts) = unheard.more(read).await? {
        for (status, more) in changes(facts.iter()) {
            *sums.entry(status.to_owned()).or_default() += more;
        }
    }
    let mut wrong = Vec::new();
    for (status, parcels) in read.all(store::COUNT_OPEN_ROWS, args![shop], word_and_count).await? {
        let sum = sums.remove(&status).unwrap_or(0);
        if sum != parcels {
            wrong.push((status, sum, parcels));
        }
    }
    wrong.extend(sums.into_iter().filter(|(_, sum)| *sum != 0).map(|(status, sum)| (status, sum, 0)));
    Ok(wrong)
}

/// Counts the parcels anew and forgets what was not heard yet: the rows know it already. With the server stopped, since a
/// scan between the two would be counted twice or not at all.
pub async fn recount_open_in(tx: &mut Tx, shop: ShopId) -> Result<(), TrackingError> {
    outbox::forget_unheard_in(tx, shop, CONSUMER).await?;
    tx.run(store::DROP_OPEN, args![shop]).await?;
    tx.run(store::RECOUNT_OPEN, args![shop]).await?;
    Ok(())
}

fn word_and_count(row: &Row<'_>) -> Result<(String, i64), DbError> {
    Ok((row.get(0)?, row.get(1)?))
}
