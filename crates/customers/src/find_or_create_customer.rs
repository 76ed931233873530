//! Who is this? The first key that is known decides; a person nobody knows becomes a customer. What is new about a
//! known person fills blanks and never overwrites: an order placed for a friend must not rename its buyer.

use crate::model::{CheckedContact, Contact, terms_of};
use crate::{CustomerError, search, store};
use wasl_base::{CustomerId, Phone, ShopId};
use wasl_db::{Tx, args};
use wasl_platform::{House, Shop, Stamp};

/// What customers are searched under in `search_term`.
pub const SEARCH_KIND: &str = "customer";

/// In a transaction of its own. Errors: as [`Contact::checked`].
pub async fn find_or_create_customer(
    house: &House,
    shop: &Shop,
    contact: Contact,
) -> Result<CustomerId, CustomerError> {
    let checked = contact.checked(&shop.country)?;
    let context = (house.stamp(), shop.id, checked);
    house
        .db
        .write(context, |tx, (stamp, shop, checked)| Box::pin(find_or_create_customer_in(tx, stamp, *shop, checked)))
        .await
}

/// Inside someone's transaction, with a contact whose form is already judged.
pub async fn find_or_create_customer_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: ShopId,
    contact: &CheckedContact,
) -> Result<CustomerId, CustomerError> {
    let fresh: CustomerId = stamp.id();
    match claim_keys(tx, shop, contact, fresh).await? {
        Some(known) => {
            fill_blanks(tx, stamp, shop, known, contact).await?;
            Ok(known)
        }
        None => {
            add(tx, stamp, shop, fresh, contact).await?;
            Ok(fresh)
        }
    }
}

/// Claims each key for `fresh`, or for the person who is found to hold one; two writers with the same key meet here,
/// because the second waits for the first and then finds its row.
async fn claim_keys(
    tx: &mut Tx,
    shop: ShopId,
    contact: &CheckedContact,
    fresh: CustomerId,
) -> Result<Option<CustomerId>, CustomerError> {
    let mut known: Option<CustomerId> = None;
    for (kind, value) in contact.keys() {
        let claimed = tx.run(store::CLAIM_KEY, args![shop, kind.as_str(), value, known.unwrap_or(fresh)]).await?;
        if claimed == 0 && known.is_none() {
            known = Some(tx.one(store::KEY_OWNER, args![shop, kind.as_str(), value], |row| row.get(0)).await?);
            tx.send(store::MOVE_KEYS, args![shop, fresh, known]).await?;
        }
    }
    Ok(known)
}

async fn add(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: ShopId,
    id: CustomerId,
    contact: &CheckedContact,
) -> Result<(), CustomerError> {
    let phone = contact.phone.as_ref().map(Phone::as_str);
    let row = args![
        shop,
        id,
        &contact.name,
        phone,
        &contact.email,
        contact.lang.map(wasl_base::Lang::as_str),
        &contact.city,
        stamp.origin.as_str(),
        stamp.now
    ];
    tx.send(store::ADD_CUSTOMER, row).await?;
    let terms =
        terms_of(contact.name.as_deref(), contact.phone.as_ref(), contact.email.as_deref(), contact.city.as_deref());
    Ok(search::add_terms_in(tx, shop, SEARCH_KIND, id.number(), &terms).await?)
}

async fn fill_blanks(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: ShopId,
    id: CustomerId,
    contact: &CheckedContact,
) -> Result<(), CustomerError> {
    let known = tx.one_locked(store::FIND_CUSTOMER, args![shop, id], store::customer_of).await?;
    let name = contact.name.as_deref().filter(|_| known.name.is_none());
    let phone = contact.phone.as_ref().filter(|_| known.phone.is_none());
    let email = contact.email.as_deref().filter(|_| known.email.is_none());
    let lang = contact.lang.filter(|_| known.lang.is_none());
    let city = contact.city.as_deref().filter(|_| known.city.is_none());
    if name.is_none() && phone.is_none() && email.is_none() && lang.is_none() && city.is_none() {
        return Ok(());
    }
    let lang = lang.map(wasl_base::Lang::as_str);
    let row = args![shop, id, name, phone.map(Phone::as_str), email, lang, city, stamp.now];
    tx.send(store::FILL_BLANKS, row).await?;
    Ok(search::add_terms_in(tx, shop, SEARCH_KIND, id.number(), &terms_of(name, phone, email, city)).await?)
}
