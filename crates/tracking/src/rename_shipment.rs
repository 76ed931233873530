//! A parcel is given the carrier and the number that it travels under, once somebody knows them or knows better.

use crate::create_shipment::CODE_CHARS_MAX;
use crate::error::TrackingError;
use crate::find_shipments::{SEARCH_KIND, terms_of};
use crate::model::Shipment;
use crate::store;
use wasl_base::ShipmentId;
use wasl_customers::search;
use wasl_db::{Tx, args};
use wasl_platform::{Shop, Stamp};

/// Scans that came under the names before stay with it. Errors: `tracking.not_found`, `tracking.invalid` with the field.
pub async fn rename_shipment_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    shipment: ShipmentId,
    carrier: &str,
    number: Option<&str>,
) -> Result<Shipment, TrackingError> {
    let fits = |text: &str| !text.is_empty() && text.trim() == text && text.chars().count() <= CODE_CHARS_MAX;
    for (is_fit, field) in [(fits(carrier), "/carrier"), (number.is_none_or(fits), "/tracking_number")] {
        if !is_fit {
            return Err(TrackingError::Invalid { field: field.to_owned() });
        }
    }
    let key = args![shop.id, shipment];
    let mut held =
        tx.opt_locked(store::FIND_SHIPMENT, key, store::shipment_of).await?.ok_or(TrackingError::NotFound)?;
    let old = terms_of(&held);
    // The feed that its scans come by was named after the carrier, unless somebody named it otherwise.
    if held.connection == held.carrier {
        held.connection = carrier.to_owned();
    }
    held.carrier = carrier.to_owned();
    held.number = number.map(str::to_owned).or(held.number);
    let row = args![shop.id, shipment, &held.carrier, &held.connection, &held.number, stamp.now];
    tx.send(store::RENAME_SHIPMENT, row).await?;
    let new = terms_of(&held);
    search::drop_terms_in(tx, shop.id, SEARCH_KIND, shipment.number(), &old.without(&new)).await?;
    search::add_terms_in(tx, shop.id, SEARCH_KIND, shipment.number(), &new.without(&old)).await?;
    Ok(held)
}
