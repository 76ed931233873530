//! What other rooms and pages may ask about orders. Another shop's order is not found.

use crate::model::{Fulfilment, Order, OrderLine, Payment};
use crate::states::{OrderState, PaymentState};
use crate::{OrderError, SEARCH_KIND, store};
use std::collections::HashMap;
use wasl_base::{CustomerId, Instant, OrderId, ShopId};
use wasl_customers::search::{How, search_rows};
use wasl_db::{Read, Value, args};

/// Orders of one page.
pub const PAGE_ORDERS_MAX: usize = 100;
/// Orders that a text search shows.
pub const FOUND_ORDERS_MAX: usize = 50;

/// Errors: `orders.not_found`.
pub async fn find_order(read: &mut Read, shop: ShopId, id: OrderId) -> Result<Order, OrderError> {
    read.opt(store::FIND_ORDER, args![shop, id], store::order_of).await?.ok_or(OrderError::NotFound)
}

/// By the storefront's key: an import asks whether it has been here before.
pub async fn find_order_by_external_ref(
    read: &mut Read,
    shop: ShopId,
    external_ref: &str,
) -> Result<Option<Order>, OrderError> {
    Ok(read.opt(store::FIND_ORDER_BY_EXTERNAL_REF, args![shop, external_ref], store::order_of).await?)
}

/// In the order the customer saw them.
pub async fn order_lines(read: &mut Read, shop: ShopId, id: OrderId) -> Result<Vec<OrderLine>, OrderError> {
    Ok(read.all(store::LINES_OF_ORDER, args![shop, id], store::line_of).await?)
}

/// Oldest first.
pub async fn order_payments(read: &mut Read, shop: ShopId, id: OrderId) -> Result<Vec<Payment>, OrderError> {
    Ok(read.all(store::PAYMENTS_OF_ORDER, args![shop, id], store::payment_of).await?)
}

/// What each shipment carries of the order, oldest first.
pub async fn order_fulfilments(read: &mut Read, shop: ShopId, id: OrderId) -> Result<Vec<Fulfilment>, OrderError> {
    Ok(read.all(store::FULFILMENTS_OF_ORDER, args![shop, id], store::fulfilment_of).await?)
}

/// Where a page ends: the next one holds what was placed before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    pub placed_at: Instant,
    pub id: OrderId,
}

/// Which orders a list holds; everything absent is not asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderFilter {
    pub state: Option<OrderState>,
    pub payment: Option<PaymentState>,
    pub customer: Option<CustomerId>,
    /// Placed at this instant or after.
    pub placed_from: Option<Instant>,
    /// Placed before this instant.
    pub placed_to: Option<Instant>,
}

/// Newest first, at most `limit` (and [`PAGE_ORDERS_MAX`]) after the end of the page before. The second answer is where
/// this page ends, when there is more.
pub async fn list_orders(
    read: &mut Read,
    shop: ShopId,
    filter: &OrderFilter,
    after: Option<After>,
    limit: usize,
) -> Result<(Vec<Order>, Option<After>), OrderError> {
    let limit = limit.clamp(1, PAGE_ORDERS_MAX);
    let mut from = after.map_or((i64::MAX, i64::MAX), |after| (after.placed_at.us(), after.id.number()));
    if let Some(to) = filter.placed_to {
        from = from.min((to.us(), i64::MIN));
    }
    let placed_from = filter.placed_from.map_or(i64::MIN, Instant::us);
    let one_more = i64::try_from(limit).unwrap_or(i64::MAX) + 1;
    let mut values: Vec<Value<'_>> = args![shop, from.0, from.1, placed_from, one_more].to_vec();
    let sql = match (filter.customer, filter.state, filter.payment) {
        (Some(customer), _, _) => {
            values.push(Value::from(customer));
            store::LIST_ORDERS_OF_CUSTOMER
        }
        (None, Some(state), Some(payment)) => {
            values.extend([Value::from(state.as_str()), Value::from(payment.as_str())]);
            store::LIST_ORDERS_IN_STATE_WITH_PAYMENT
        }
        (None, Some(state), None) => {
            values.push(Value::from(state.as_str()));
            store::LIST_ORDERS_IN_STATE
        }
        (None, None, Some(payment)) => {
            values.push(Value::from(payment.as_str()));
            store::LIST_ORDERS_WITH_PAYMENT
        }
        (None, None, None) => store::LIST_ORDERS,
    };
    let mut orders = read.all(sql, &values, store::order_of).await?;
    let has_more = orders.len() > limit;
    orders.truncate(limit);
    let end = orders.last().filter(|_| has_more).map(|last| After { placed_at: last.placed_at, id: last.id });
    Ok((orders, end))
}

/// Orders whose number, recipient, city, telephone or mail holds the words of `question`, newest first, at most
/// [`FOUND_ORDERS_MAX`]; of those, the ones that `filter` lets through.
pub async fn search_orders(
    read: &mut Read,
    shop: ShopId,
    question: &str,
    filter: &OrderFilter,
) -> Result<Vec<Order>, OrderError> {
    let found = find_orders(read, shop, question, FOUND_ORDERS_MAX).await?;
    let mut orders: Vec<Order> = found.into_iter().map(|(order, _)| order).collect();
    orders.retain(|order| lets_through(filter, order));
    orders.sort_by_key(|order| std::cmp::Reverse((order.placed_at, order.id)));
    Ok(orders)
}

/// The same, the best first, with the reason for each.
pub async fn find_orders(
    read: &mut Read,
    shop: ShopId,
    question: &str,
    limit: usize,
) -> Result<Vec<(Order, How)>, OrderError> {
    let matches = search_rows(read, shop, SEARCH_KIND, question, limit).await?;
    let mut orders = HashMap::with_capacity(matches.len());
    for some in matches.chunks(store::IDS_AT_ONCE) {
        let mut values: Vec<Value<'_>> = args![shop].to_vec();
        let ids = some.iter().chain(std::iter::repeat(&some[0])).take(store::IDS_AT_ONCE);
        values.extend(ids.map(|found| Value::from(found.row)));
        let found = read.all(store::ORDERS_BY_IDS, &values, store::order_of).await?;
        orders.extend(found.into_iter().map(|order| (order.id.number(), order)));
    }
    Ok(matches.iter().filter_map(|found| Some((orders.remove(&found.row)?, found.how))).collect())
}

fn lets_through(filter: &OrderFilter, order: &Order) -> bool {
    filter.state.is_none_or(|state| state == order.state)
        && filter.payment.is_none_or(|payment| payment == order.payment)
        && filter.customer.is_none_or(|customer| customer == order.customer)
        && filter.placed_from.is_none_or(|from| order.placed_at >= from)
        && filter.placed_to.is_none_or(|to| order.placed_at < to)
}
