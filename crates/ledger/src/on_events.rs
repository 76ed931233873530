//! What the books do when parcels speak: facts that others observe, posted once under the fact's key and dated with its
//! instant in the shop's zone. Recording mode: a fact is never refused; what cannot be booked is parked for a person.

use crate::policy::Policies;
use crate::post_entry::ENTRIES_MAX;
use crate::rules::{self, Label, Parcel, label_created, shipment_delivered, shipment_returned, shipment_shipped};
use crate::{EntryDraft, LedgerError, VatCodes, post_entries_in};
use wasl_base::{CalendarDate, Instant, OrderId, ShipmentId, Zone};
use wasl_db::{BoxFuture, DbError, Tx};
use wasl_events::{DomainEvent, Envelope, SaleShare, ShipmentCharged};
use wasl_platform::{HandlerError, Stamp, Subscription};

/// The name under which the outbox knows us; the books page shows its lag.
pub const CONSUMER: &str = "ledger";

/// Each fact's entries stand by themselves and 2210 clears between them, so no order of arrival is asked for.
pub(crate) fn subscription() -> Subscription {
    Subscription {
        consumer: CONSUMER,
        kinds: &["shipment.charged", "shipment.shipped", "shipment.delivered", "shipment.returned"],
        is_ordered: false,
        batch_max: wasl_platform::outbox::BATCH_MAX,
        handle,
    }
}

fn handle<'t>(tx: &'t mut Tx, stamp: &'t Stamp, facts: &'t [Envelope]) -> BoxFuture<'t, Result<(), HandlerError>> {
    Box::pin(async move { record(tx, stamp, facts).await.map_err(parked) })
}

/// All drafts first, then one posting: the head is locked once, and shortly.
async fn record(tx: &mut Tx, stamp: &Stamp, facts: &[Envelope]) -> Result<(), LedgerError> {
    let Some(first) = facts.first() else { return Ok(()) };
    let (zone, country) = wasl_platform::shop_place_in(tx, stamp, first.shop).await?;
    let mut all = Vec::with_capacity(facts.len());
    for fact in facts {
        all.extend(drafts_of(fact, &zone, &country)?);
    }
    for part in all.chunks(ENTRIES_MAX) {
        post_entries_in(tx, stamp, first.shop, part).await?;
    }
    Ok(())
}

fn drafts_of(envelope: &Envelope, zone: &Zone, country: &str) -> Result<Vec<EntryDraft>, LedgerError> {
    if let DomainEvent::ShipmentCharged(charged) = &envelope.event {
        return Ok(vec![accrual(envelope, charged, zone)?]);
    }
    let Some(fact) = Fact::of(&envelope.event) else {
        return Ok(Vec::new());
    };
    let on = fact.on.unwrap_or_else(|| fact.at.date_in(zone));
    let parcel = Parcel {
        order: fact.order,
        shipment: fact.shipment,
        carrier: fact.carrier,
        share: fact.share,
        vat_codes: VatCodes::of_sale(country, on, &fact.share),
        on,
        at: fact.at,
    };
    let mut drafts = drafts(&envelope.event, &parcel)?;
    if let DomainEvent::ShipmentDelivered(delivered) = &envelope.event
        && let Some(returned_at) = delivered.voids_return_at
    {
        // Not before the return itself, so that on no day more goods have left the shelf than stood on it.
        let at = parcel.at.max(returned_at);
        let voided = Parcel { on: at.date_in(zone), at, ..parcel };
        drafts.extend(rules::return_voided(&voided, &Policies::STANDARD)?);
    }
    Ok(drafts)
}

/// The carrier's charge stands in the books from the label on.
fn accrual(envelope: &Envelope, charged: &ShipmentCharged, zone: &Zone) -> Result<EntryDraft, LedgerError> {
    label_created(&Label {
        order: charged.order,
        shipment: charged.shipment,
        carrier: &charged.carrier,
        charge: charged.charge,
        on: envelope.at.date_in(zone),
        at: envelope.at,
    })
}

fn drafts(event: &DomainEvent, parcel: &Parcel<'_>) -> Result<Vec<EntryDraft>, LedgerError> {
    let policies = Policies::STANDARD;
    match event {
        DomainEvent::ShipmentShipped(_) => shipment_shipped(parcel, &policies),
        DomainEvent::ShipmentDelivered(delivered) => shipment_delivered(parcel, delivered.method, &policies),
        DomainEvent::ShipmentReturned(_) => shipment_returned(parcel, &policies),
        _ => Ok(Vec::new()),
    }
}

/// What the three facts have in common.
struct Fact<'a> {
    order: OrderId,
    shipment: ShipmentId,
    carrier: &'a str,
    share: SaleShare,
    at: Instant,
    /// The day by the shop's calendar, where the speaker said it.
    on: Option<CalendarDate>,
}

impl<'a> Fact<'a> {
    fn of(event: &'a DomainEvent) -> Option<Self> {
        match event {
            DomainEvent::ShipmentShipped(e) => Some(Self {
                order: e.order,
                shipment: e.shipment,
                carrier: &e.carrier,
                share: e.share,
                at: e.shipped_at,
                on: None,
            }),
            DomainEvent::ShipmentDelivered(e) => Some(Self {
                order: e.order,
                shipment: e.shipment,
                carrier: &e.carrier,
                share: e.share,
                at: e.delivered_at,
                on: Some(e.delivered_on),
            }),
            DomainEvent::ShipmentReturned(e) => Some(Self {
                order: e.order,
                shipment: e.shipment,
                carrier: &e.carrier,
                share: e.share,
                at: e.returned_at,
                on: None,
            }),
            _ => None,
        }
    }
}

/// The store may recover; a fact that cannot be booked will not, and a person has to look.
fn parked(error: LedgerError) -> HandlerError {
    match error {
        LedgerError::Db(error @ (DbError::Check { .. } | DbError::Unique { .. } | DbError::NoRow)) => {
            HandlerError::Hopeless(error.to_string())
        }
        LedgerError::Db(error) => HandlerError::Db(error),
        other => HandlerError::Hopeless(other.to_string()),
    }
}
