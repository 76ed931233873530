//! Parcels by what is written on them: the carrier's number and the order's. Whose they are, their orders tell.

use crate::error::TrackingError;
use crate::model::Shipment;
use crate::store;
use wasl_base::{ShipmentId, ShopId};
use wasl_customers::search::{self, CATCH_UP_EVERY_SECONDS, How, Page, Terms};
use wasl_db::{BoxFuture, Read, Tx, args};
use wasl_platform::{HandlerError, House, Job, JobKind};

/// What parcels are searched under in `search_term`.
pub const SEARCH_KIND: &str = "shipment";

/// The best first; at most `limit`.
pub async fn find_shipments(
    read: &mut Read,
    shop: ShopId,
    question: &str,
    limit: usize,
) -> Result<Vec<(Shipment, How)>, TrackingError> {
    let mut shipments = Vec::new();
    for found in search::search_rows(read, shop, SEARCH_KIND, question, limit).await? {
        let shipment = read.opt(store::FIND_SHIPMENT, args![shop, found.row], store::shipment_of).await?;
        shipments.extend(shipment.map(|shipment| (shipment, found.how)));
    }
    Ok(shipments)
}

/// The words a parcel is found by.
pub fn terms_of(shipment: &Shipment) -> Terms {
    Terms::default().code(shipment.number.as_deref()).code(Some(&shipment.order_number))
}

/// Parcels of before are made findable as those of today are.
pub fn job() -> JobKind {
    JobKind { kind: "tracking.bring_up_search", every_seconds: Some(CATCH_UP_EVERY_SECONDS), run }
}

fn run<'t>(house: &'t House, _: &'t Job) -> BoxFuture<'t, Result<(), HandlerError>> {
    Box::pin(search::catch_up(house, SEARCH_KIND, page))
}

/// Each parcel is held while its words are written: somebody may be giving it another number.
fn page(tx: &mut Tx, page: Page) -> BoxFuture<'_, Result<Option<i64>, HandlerError>> {
    Box::pin(async move {
        let asked = args![page.shop, page.after, page.limit];
        let ids: Vec<ShipmentId> = tx.all(store::SHIPMENTS_AFTER, asked, |row| row.get(0)).await?;
        for id in &ids {
            let held = tx.opt_locked(store::FIND_SHIPMENT, args![page.shop, id], store::shipment_of).await?;
            if let Some(shipment) = held {
                search::add_terms_in(tx, page.shop, SEARCH_KIND, id.number(), &terms_of(&shipment)).await?;
            }
        }
        Ok(ids.last().map(|last| last.number()))
    })
}
