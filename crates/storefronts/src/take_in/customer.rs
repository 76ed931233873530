//! A customer of a storefront is one of ours: found by what is known of them, or new; told anew, it holds from then on.

use super::Taking;
use super::hold::{Newest, settle};
use crate::error::StorefrontError;
use crate::model::{ObjectKind, Told};
use wasl_base::CustomerId;
use wasl_customers::{change_customer_in, find_or_create_customer_in};
use wasl_db::Tx;

pub(super) async fn settle_customer(
    tx: &mut Tx,
    taking: &Taking<'_>,
    told: &Told,
    newest: &Newest,
) -> Result<(), StorefrontError> {
    let (stamp, shop) = (taking.stamp, taking.shop);
    let Some(mut contact) = taking.storefront.platform.customer(&told.value, shop)? else { return Ok(()) };
    contact.external_ref = Some(taking.storefront.reference(&told.external_id));
    let checked = contact.checked(&shop.country)?;
    let id = match newest.row_id {
        Some(known) => CustomerId::from_number(known),
        None => find_or_create_customer_in(tx, stamp, shop.id, &checked).await?,
    };
    change_customer_in(tx, stamp, shop.id, id, &checked).await?;
    settle(tx, taking, ObjectKind::Customer, &told.external_id, Some(id.number()), None).await
}
