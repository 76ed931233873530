//! A planned parcel in tracking's words: the label makes the shipment, every further step is a scan of its carrier.

use super::journey::{Scan as Step, Step as Taken};
use super::places::City;
use super::plan::{Plan, PlannedOrder, PlannedParcel};
use wasl_base::{Instant, Lang};
use wasl_db::Tx;
use wasl_events::Status;
use wasl_orders::{Order, Taken as Pieces, read};
use wasl_platform::{Shop, Stamp};
use wasl_tracking::{
    CreateShipment, Scan, Substatus, TrackingError, create_with_history_in, read as tracking, record_events_in,
};

/// Where the shop's parcels leave from.
const HOME_AR: &str = "الرياض";
const HOME_EN: &str = "Riyadh";

/// A parcel of the plan and whose it is.
pub struct Planned<'p> {
    pub plan: &'p Plan,
    pub order: &'p PlannedOrder,
    pub parcel: &'p PlannedParcel,
}

impl Planned<'_> {
    fn city(&self) -> &'static City {
        self.plan.customers[self.order.customer].city
    }

    /// The carrier speaks the customer's language; `at` is now for a step that is played live.
    fn scan(&self, place: usize, at: Instant) -> Scan {
        let step = &self.parcel.steps[place];
        let lang = self.plan.customers[self.order.customer].person.lang;
        let (status, substatus) = meaning(step.scan);
        Scan {
            carrier_event_id: Some(format!("{}-{place}", self.parcel.tracking_number)),
            raw_time: at.to_string(),
            at,
            code: step.scan.code().to_owned(),
            place: place_of(step, self.city(), lang).to_owned(),
            text: step.scan.text(lang).to_owned(),
            status,
            substatus,
        }
    }
}

/// Makes the shipment as of its label, with all its steps until `until`.
pub async fn make_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    order: &Order,
    planned: &Planned<'_>,
    until: Instant,
) -> Result<(), TrackingError> {
    let Some(made_at) = planned.parcel.made_at().filter(|at| *at <= until) else { return Ok(()) };
    let steps = planned.parcel.steps.iter().enumerate().filter(|(_, step)| step.at <= until);
    let history: Vec<Scan> = steps.map(|(place, step)| planned.scan(place, step.at)).collect();
    create_in(tx, stamp, shop, order, planned, made_at, &history).await
}

/// Plays one step now. Answers false when it was played before.
pub async fn step_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    order: &Order,
    planned: &Planned<'_>,
    place: usize,
) -> Result<bool, TrackingError> {
    let number = Some(planned.parcel.tracking_number.as_str());
    let shipments = tracking::shipments_of_order(tx, shop.id, order.id).await?;
    let scan = planned.scan(place, stamp.now);
    match shipments.iter().find(|shipment| shipment.number.as_deref() == number) {
        Some(shipment) => Ok(record_events_in(tx, stamp, shop, shipment.id, &[scan]).await?.added > 0),
        None if place == 0 => {
            create_in(tx, stamp, shop, order, planned, stamp.now, &[scan]).await?;
            Ok(true)
        }
        // Its label was refused: the order had been cancelled by hand meanwhile.
        None => Ok(false),
    }
}

async fn create_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    order: &Order,
    planned: &Planned<'_>,
    made_at: Instant,
    history: &[Scan],
) -> Result<(), TrackingError> {
    let lines = read::order_lines(tx, shop.id, order.id).await?;
    let pieces = |place: &usize| Pieces { line: lines[*place].id, quantity: lines[*place].quantity };
    let command = CreateShipment {
        order: order.id,
        lines: planned.parcel.lines.iter().map(pieces).collect(),
        carrier: planned.parcel.carrier.code().to_owned(),
        connection: None,
        number: Some(planned.parcel.tracking_number.clone()),
        from: None,
        created_at: Some(made_at),
        shares_delivery_time: false,
        charge: None,
    };
    create_with_history_in(tx, stamp, shop, &command, history).await?;
    Ok(())
}

fn place_of(step: &Taken, city: &City, lang: Lang) -> &'static str {
    match (step.is_far, lang) {
        (true, Lang::Ar) => city.name_ar,
        (true, Lang::En) => city.name_en,
        (false, Lang::Ar) => HOME_AR,
        (false, Lang::En) => HOME_EN,
    }
}

/// How tracking reads a step.
fn meaning(step: Step) -> (Status, Option<Substatus>) {
    match step {
        Step::LabelMade => (Status::InfoReceived, None),
        Step::PickedUp => (Status::InTransit, Some(Substatus::PickedUp)),
        Step::Departed => (Status::InTransit, Some(Substatus::Departed)),
        Step::Customs => (Status::InTransit, Some(Substatus::InCustoms)),
        Step::AtHub => (Status::InTransit, Some(Substatus::AtHub)),
        Step::InCity => (Status::InTransit, Some(Substatus::ArrivedInCity)),
        Step::OutForDelivery => (Status::OutForDelivery, None),
        Step::NoAnswer => (Status::AttemptFail, None),
        Step::Delivered => (Status::Delivered, None),
        Step::Delayed | Step::Refused | Step::Lost => (Status::Exception, None),
        Step::ReturnBegun => (Status::Exception, Some(Substatus::Returning)),
        Step::Returned => (Status::Exception, Some(Substatus::Returned)),
    }
}
