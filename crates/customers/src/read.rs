//! What other rooms and pages may ask about customers.

use crate::model::{Customer, KeyKind};
use crate::search::How;
use crate::{CustomerError, SEARCH_KIND, search, store};
use wasl_base::{CustomerId, ShopId};
use wasl_db::{Read, args};

/// Errors: `customers.not_found`, also for a customer of another shop.
pub async fn find_customer(read: &mut Read, shop: ShopId, id: CustomerId) -> Result<Customer, CustomerError> {
    let found = read.opt(store::FIND_CUSTOMER, args![shop, id], store::customer_of).await?;
    found.ok_or(CustomerError::NotFound)
}

/// Who is known by this key; phones in E.164, mails in lower case.
pub async fn find_customer_by_key(
    read: &mut Read,
    shop: ShopId,
    kind: KeyKind,
    value: &str,
) -> Result<Option<CustomerId>, CustomerError> {
    Ok(read.opt(store::KEY_OWNER, args![shop, kind.as_str(), value], |row| row.get(0)).await?)
}

/// Customers whose name, city, telephone or mail holds the words of `question`, the best first; at most `limit`.
pub async fn search_customers(
    read: &mut Read,
    shop: ShopId,
    question: &str,
    limit: usize,
) -> Result<Vec<(Customer, How)>, CustomerError> {
    let mut customers = Vec::new();
    for found in search::search_rows(read, shop, SEARCH_KIND, question, limit).await? {
        let customer = read.opt(store::FIND_CUSTOMER, args![shop, found.row], store::customer_of).await?;
        customers.extend(customer.map(|customer| (customer, found.how)));
    }
    Ok(customers)
}
