//! An order changes after it was placed: where it goes, what was promised, a note; and its lines as long as nothing is
//! shipped or paid, because parcels and books have taken their part of the money by then.

use crate::model::{Order, OrderLine};
use crate::order_lines::{NewLine, build_lines, resolve_lines};
use crate::place_order::{checked_address, standard_rate, terms_of};
use crate::policy::limits::{NOTE_CHARS_MAX, tidy_text};
use crate::policy::pricing::{GivenTotals, PriceInput, price};
use crate::states::{OrderState, PaymentState};
use crate::{OrderError, SEARCH_KIND, store};
use wasl_base::{Address, CalendarDate, OrderId, Phone};
use wasl_customers::search;
use wasl_db::{Tx, Value, args};
use wasl_events::OrderChanged;
use wasl_platform::{Outbox, Shop, Stamp};

/// Everything absent stays as it is; an inner `None` clears.
#[derive(Clone, Debug)]
pub struct UpdateOrder {
    pub order: OrderId,
    pub expected_version: Option<i64>,
    pub address: Option<Address>,
    /// As written; read by the shop's country.
    pub phone: Option<Option<String>>,
    pub promised_on: Option<Option<CalendarDate>>,
    pub note: Option<Option<String>>,
    pub lines: Option<NewLines>,
}

/// The whole of an order's lines and prices, anew.
#[derive(Clone, Debug, Default)]
pub struct NewLines {
    pub lines: Vec<NewLine>,
    /// Minor units, as the customer saw them; absent stays.
    pub discount: Option<i64>,
    pub shipping: Option<i64>,
    pub cod_fee: Option<i64>,
    pub given: GivenTotals,
}

impl UpdateOrder {
    /// Nothing changes yet.
    pub fn of(order: OrderId) -> Self {
        Self { order, expected_version: None, address: None, phone: None, promised_on: None, note: None, lines: None }
    }
}

/// Inside someone's transaction. Errors: `orders.not_found`, `orders.version_conflict`, `orders.already_cancelled`,
/// `orders.lines_are_shipped`, `orders.lines_are_paid`, and what is wrong with a field.
pub async fn update_order_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    command: &UpdateOrder,
) -> Result<Order, OrderError> {
    let key = args![shop.id, command.order];
    let before = tx.opt_locked(store::FIND_ORDER, key, store::order_of).await?.ok_or(OrderError::NotFound)?;
    if command.expected_version.is_some_and(|version| version != before.version) {
        return Err(OrderError::VersionConflict { current: before.version });
    }
    let mut order = before.clone();
    change_words(shop, &mut order, command)?;
    if order == before && command.lines.is_none() {
        return Ok(order);
    }
    let is_note_only = command.lines.is_none() && Order { note: before.note.clone(), ..order.clone() } == before;
    if !is_note_only && before.state == OrderState::Cancelled {
        return Err(OrderError::AlreadyCancelled);
    }
    if let Some(new) = &command.lines {
        change_lines(tx, stamp, shop, &mut order, new).await?;
    }
    save(tx, stamp, shop, &before, &mut order).await?;
    if !is_note_only {
        let fact = OrderChanged {
            order: order.id,
            promised_on: order.promised_on,
            before: before.money,
            after: order.money,
            placed_on: order.placed_on,
        };
        tx.emit(stamp, shop.id, stamp.now, fact).await?;
    }
    Ok(order)
}

fn change_words(shop: &Shop, order: &mut Order, command: &UpdateOrder) -> Result<(), OrderError> {
    if let Some(address) = &command.address {
        let recipient = order.address.recipient.take();
        order.address = checked_address(address)?;
        order.address.recipient = order.address.recipient.take().or(recipient);
    }
    if let Some(phone) = &command.phone {
        order.phone = match phone.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            None => None,
            Some(text) => Some(
                Phone::parse(text, &shop.country)
                    .map_err(|source| OrderError::Phone { field: "/phone".to_owned(), source })?,
            ),
        };
    }
    if let Some(promised_on) = command.promised_on {
        if promised_on.is_some_and(|promised| promised < order.placed_on) {
            return Err(OrderError::PromiseInThePast { field: "/promised_on".to_owned() });
        }
        order.promised_on = promised_on;
    }
    if let Some(note) = &command.note {
        order.note = tidy_text("/note", note.as_deref(), NOTE_CHARS_MAX)?;
    }
    Ok(())
}

async fn change_lines(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    order: &mut Order,
    new: &NewLines,
) -> Result<(), OrderError> {
    if order.state != OrderState::Placed {
        return Err(OrderError::LinesAreShipped);
    }
    if order.paid > 0 {
        return Err(OrderError::LinesArePaid);
    }
    if new.lines.is_empty() {
        return Err(OrderError::Required { field: "/lines".to_owned() });
    }
    let currency = order.currency();
    let resolved = resolve_lines(tx, shop.id, currency, order.lang, &new.lines).await?;
    let prices: Vec<_> = resolved.iter().map(|line| line.price).collect();
    order.quoted.discount = new.discount.unwrap_or(order.quoted.discount);
    order.quoted.shipping = new.shipping.unwrap_or(order.quoted.shipping);
    order.quoted.cod_fee = new.cod_fee.unwrap_or(order.quoted.cod_fee);
    let priced = price(&PriceInput {
        currency,
        tax_mode: order.quoted.tax_mode,
        standard_rate: standard_rate(shop, order.placed_on),
        lines: &prices,
        discount: order.quoted.discount,
        shipping: order.quoted.shipping,
        cod_fee: order.quoted.cod_fee,
        given: new.given,
    })?;
    order.money = priced.money;
    order.payment = PaymentState::of(order.paid, order.money.total());
    let lines = build_lines(stamp, resolved, &priced);
    save_lines(tx, shop, order, &lines).await
}

async fn save_lines(tx: &mut Tx, shop: &Shop, order: &Order, lines: &[OrderLine]) -> Result<(), OrderError> {
    tx.run(store::DROP_LINES, args![shop.id, order.id]).await?;
    let rows: Vec<Vec<Value<'_>>> = lines.iter().map(|line| store::line_row(shop.id, order.id, line)).collect();
    tx.batch(store::ADD_LINE, &rows).await?;
    let money = &order.money;
    let row = args![
        shop.id,
        order.id,
        order.quoted.discount,
        order.quoted.shipping,
        order.quoted.cod_fee,
        money.goods,
        money.discount,
        money.shipping,
        money.cod_fee,
        money.vat,
        money.cost,
        order.payment.as_str(),
        money.zero_rated.goods,
        money.zero_rated.discount,
        money.exempt.goods,
        money.exempt.discount
    ];
    tx.run(store::CHANGE_MONEY, row).await?;
    Ok(())
}

async fn save(tx: &mut Tx, stamp: &Stamp, shop: &Shop, before: &Order, order: &mut Order) -> Result<(), OrderError> {
    let address = store::address_text(&order.address)?;
    let row = args![
        shop.id,
        order.id,
        order.promised_on,
        order.phone.as_ref().map(Phone::as_str),
        &order.address.recipient,
        &address,
        &order.address.country,
        &order.address.region,
        &order.address.city,
        &order.note,
        stamp.now
    ];
    tx.run(store::CHANGE_ORDER, row).await?;
    order.version += 1;
    order.updated_at = stamp.now;
    let (old, new) = (terms_of(before), terms_of(order));
    search::drop_terms_in(tx, shop.id, SEARCH_KIND, order.id.number(), &old.without(&new)).await?;
    search::add_terms_in(tx, shop.id, SEARCH_KIND, order.id.number(), &new.without(&old)).await?;
    Ok(())
}
