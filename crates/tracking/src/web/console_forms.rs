//! What a person does to a parcel by form: adds a scan by hand, ends its link, ships what is left of an order.

use super::bodies::{EventBody, read_event};
use crate::create_shipment::{CreateShipment, create_shipment_in};
use crate::error::TrackingError;
use crate::link::renew_link;
use crate::model::Substatus;
use crate::record_event::record_events_in;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::sync::Arc;
use wasl_base::{OrderId, ShipmentId};
use wasl_events::Status;
use wasl_platform::{CheckedForm, House, Member, PageProblem, PathId, Permission, Shop, Stamp, record_audit_in};

/// What a person may say a parcel did, as one choice.
pub const CHOICES: [(&str, Status, Option<Substatus>); 14] = [
    ("InfoReceived", Status::InfoReceived, None),
    ("picked-up", Status::InTransit, Some(Substatus::PickedUp)),
    ("departed", Status::InTransit, Some(Substatus::Departed)),
    ("at-hub", Status::InTransit, Some(Substatus::AtHub)),
    ("in-customs", Status::InTransit, Some(Substatus::InCustoms)),
    ("customs-cleared", Status::InTransit, Some(Substatus::CustomsCleared)),
    ("InTransit", Status::InTransit, None),
    ("arrived-in-city", Status::InTransit, Some(Substatus::ArrivedInCity)),
    ("OutForDelivery", Status::OutForDelivery, None),
    ("AttemptFail", Status::AttemptFail, None),
    ("AvailableForPickup", Status::AvailableForPickup, None),
    ("Delivered", Status::Delivered, None),
    ("Exception", Status::Exception, None),
    ("returned", Status::Exception, Some(Substatus::Returned)),
];

/// What a person does, with who it is: the deed and its record are one transaction.
struct Deed<C> {
    stamp: Stamp,
    shop: Arc<Shop>,
    actor: String,
    command: C,
}

impl<C> Deed<C> {
    fn of(house: &House, member: &Member, command: C) -> Self {
        Self { stamp: house.stamp(), shop: Arc::clone(&member.shop), actor: member.actor(), command }
    }
}

#[derive(Deserialize)]
pub struct EventForm {
    what: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    text: String,
}

/// A scan by hand happens now and carries its own id, so that the same words twice are two scans.
pub async fn add_event(
    State(house): State<House>,
    member: Member,
    PathId(id): PathId<ShipmentId>,
    CheckedForm(form): CheckedForm<EventForm>,
) -> Result<Response, PageProblem> {
    member.require(Permission::RecordScans)?;
    let wrong = || crate::TrackingError::Invalid { field: "/what".to_owned() };
    let (_, status, substatus) = CHOICES.iter().find(|(word, ..)| *word == form.what).ok_or_else(wrong)?;
    let now = house.clock.now();
    let stamp = house.stamp();
    let by_hand = stamp.id::<()>().number();
    let body = EventBody {
        id: Some(format!("hand-{by_hand}")),
        at: now.to_string(),
        code: "hand".to_owned(),
        place: form.place.trim().to_owned(),
        text: form.text.trim().to_owned(),
        status: status.as_str().to_owned(),
        substatus: substatus.map(|sub| sub.as_str().to_owned()),
    };
    let scan = read_event("", &body)?;
    let deed = Deed::of(&house, &member, vec![scan]);
    let scanned = house.db.write(deed, move |tx, deed| {
        Box::pin(async move {
            let Deed { stamp, shop, actor, command } = deed;
            let subject = id.to_string();
            record_audit_in(tx, stamp, shop.id, actor, "shipment.scanned_by_hand", &subject, "").await?;
            record_events_in(tx, stamp, shop, id, command).await
        })
    });
    scanned.await?;
    Ok(Redirect::to(&member.href(&format!("/shipments/{id}"))).into_response())
}

#[derive(Deserialize)]
pub struct NoFields {}

pub async fn renew(
    State(house): State<House>,
    member: Member,
    PathId(id): PathId<ShipmentId>,
    CheckedForm(_): CheckedForm<NoFields>,
) -> Result<Response, PageProblem> {
    member.require(Permission::RenewLinks)?;
    renew_link(&house, &member.shop, id, &member.actor()).await?;
    Ok(Redirect::to(&member.href(&format!("/shipments/{id}"))).into_response())
}

#[derive(Deserialize)]
pub struct FulfilForm {
    carrier: String,
    #[serde(default)]
    number: String,
}

/// Everything that is left of an order goes into one parcel.
pub async fn fulfil(
    State(house): State<House>,
    member: Member,
    Path((_, order)): Path<(String, String)>,
    CheckedForm(form): CheckedForm<FulfilForm>,
) -> Result<Response, PageProblem> {
    member.require(Permission::FulfilOrders)?;
    let order: OrderId = order.parse().map_err(|_| crate::TrackingError::NotFound)?;
    let number = Some(form.number.trim().to_owned()).filter(|number| !number.is_empty());
    let command = CreateShipment {
        order,
        lines: Vec::new(),
        carrier: form.carrier.trim().to_owned(),
        connection: None,
        number,
        from: None,
        created_at: None,
        shares_delivery_time: false,
        charge: None,
    };
    let made = house.db.write(Deed::of(&house, &member, command), |tx, deed| {
        Box::pin(async move {
            let Deed { stamp, shop, actor, command } = deed;
            let made = create_shipment_in(tx, stamp, shop, command).await?;
            let subject = made.shipment.id.to_string();
            record_audit_in(tx, stamp, shop.id, actor, "shipment.created", &subject, "").await?;
            Ok::<_, TrackingError>(())
        })
    });
    made.await?;
    Ok(Redirect::to(&member.href(&format!("/orders/{order}"))).into_response())
}
