//! An order comes in: read it strictly, price it, know its customer, write it down, say so. One transaction.

use crate::model::{Order, OrderLine, Quoted, TaxMode};
use crate::order_lines::{NewLine, build_lines, resolve_lines};
use crate::policy::limits::{
    CLOCK_SKEW_SECONDS_MAX, EXTERNAL_REF_CHARS_MAX, NOTE_CHARS_MAX, NUMBER_CHARS_MAX, needed_text, tidy_text,
};
use crate::policy::pricing::{GivenTotals, PriceInput, Priced, price};
use crate::states::{OrderState, PaymentState};
use crate::{OrderError, SEARCH_KIND, store};
use wasl_base::{Address, CalendarDate, Currency, Instant, OrderId, Origin, ShopId};
use wasl_customers::search::{self, Terms};
use wasl_customers::{CheckedContact, Contact, find_or_create_customer_in};
use wasl_db::{DbError, Tx, Value, args};
use wasl_events::{OrderPlaced, PaymentMethod};
use wasl_ledger::vat::{Vat, vat_at};
use wasl_platform::{House, Outbox, Shop, Stamp};

/// Numbers tried when those after the counter were given by hand.
const NUMBER_TRIES_MAX: usize = 50;
/// The first number of a shop that lets us count.
const FIRST_NUMBER: i64 = 1_001;

#[derive(Clone, Debug)]
pub struct PlaceOrder {
    /// The shop's own text; made from a counter when absent.
    pub number: Option<String>,
    pub external_ref: Option<String>,
    pub customer: Contact,
    pub currency: Currency,
    pub tax_mode: TaxMode,
    pub method: PaymentMethod,
    pub lines: Vec<NewLine>,
    /// Minor units, as the customer saw them.
    pub discount: i64,
    pub shipping: i64,
    pub cod_fee: i64,
    pub given: GivenTotals,
    pub address: Address,
    /// Now, when absent.
    pub placed_at: Option<Instant>,
    pub promised_on: Option<CalendarDate>,
    pub note: Option<String>,
}

impl PlaceOrder {
    /// An order of nothing yet, to `address`.
    pub fn new(currency: Currency, method: PaymentMethod, address: Address) -> Self {
        Self {
            number: None,
            external_ref: None,
            customer: Contact::default(),
            currency,
            tax_mode: TaxMode::Included,
            method,
            lines: Vec::new(),
            discount: 0,
            shipping: 0,
            cod_fee: 0,
            given: GivenTotals::default(),
            address,
            placed_at: None,
            promised_on: None,
            note: None,
        }
    }
}

/// What is known of an order before anything is asked of the store.
struct Checked {
    number: Option<String>,
    external_ref: Option<String>,
    contact: CheckedContact,
    address: Address,
    placed_at: Instant,
    placed_on: CalendarDate,
    note: Option<String>,
}

/// In a transaction of its own. Errors: what is wrong with a field; `orders.number_taken`, `orders.external_ref_taken`.
pub async fn place_order(house: &House, shop: &Shop, command: PlaceOrder) -> Result<Order, OrderError> {
    let context = (house.stamp(), shop.clone(), command);
    house.db.write(context, |tx, (stamp, shop, command)| Box::pin(place_order_in(tx, stamp, shop, command))).await
}

/// Inside someone's transaction.
pub async fn place_order_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    command: &PlaceOrder,
) -> Result<Order, OrderError> {
    let checked = check(stamp, shop, command)?;
    let lang = checked.contact.lang.unwrap_or(shop.lang);
    let resolved = resolve_lines(tx, shop.id, command.currency, lang, &command.lines).await?;
    let prices: Vec<_> = resolved.iter().map(|line| line.price).collect();
    let priced = price(&PriceInput {
        currency: command.currency,
        tax_mode: command.tax_mode,
        standard_rate: standard_rate(shop, checked.placed_on),
        lines: &prices,
        discount: command.discount,
        shipping: command.shipping,
        cod_fee: command.cod_fee,
        given: command.given,
    })?;
    let lines = build_lines(stamp, resolved, &priced);
    let order = assemble(tx, stamp, shop, command, checked, &priced).await?;
    save(tx, shop.id, &order, &lines).await?;
    tx.emit(stamp, shop.id, order.placed_at, placed(&order)).await?;
    Ok(order)
}

fn check(stamp: &Stamp, shop: &Shop, command: &PlaceOrder) -> Result<Checked, OrderError> {
    if command.lines.is_empty() && stamp.origin != Origin::Backfill {
        return Err(OrderError::Required { field: "/lines".to_owned() });
    }
    let contact = command.customer.checked(&shop.country)?;
    let mut address = checked_address(&command.address)?;
    address.recipient = address.recipient.or_else(|| contact.name.clone());
    let placed_at = command.placed_at.unwrap_or(stamp.now);
    if placed_at.seconds_since(stamp.now) > CLOCK_SKEW_SECONDS_MAX {
        return Err(OrderError::InTheFuture { field: "/placed_at".to_owned() });
    }
    let placed_on = placed_at.date_in(&shop.zone);
    // History may hold a promise that was broken before it was made; a new one may not.
    if stamp.origin != Origin::Backfill && command.promised_on.is_some_and(|promised| promised < placed_on) {
        return Err(OrderError::PromiseInThePast { field: "/promised_on".to_owned() });
    }
    let number = command.number.as_deref();
    Ok(Checked {
        number: number.map(|text| needed_text("/number", text, NUMBER_CHARS_MAX)).transpose()?,
        external_ref: tidy_text("/external_ref", command.external_ref.as_deref(), EXTERNAL_REF_CHARS_MAX)?,
        contact,
        address,
        placed_at,
        placed_on,
        note: tidy_text("/note", command.note.as_deref(), NOTE_CHARS_MAX)?,
    })
}

/// Tidied, or the first field that is not in form.
pub(crate) fn checked_address(address: &Address) -> Result<Address, OrderError> {
    match address.check().first() {
        Some(fault) => Err(OrderError::address(*fault)),
        None => Ok(address.clone().tidied()),
    }
}

/// Basis points for an ordinary sale of this shop on this day; a country the table does not know levies none here.
pub(crate) fn standard_rate(shop: &Shop, on: CalendarDate) -> i64 {
    match vat_at(&shop.country, on) {
        Some(Vat::Standard { basis_points }) => basis_points,
        Some(Vat::OutOfScope) | None => 0,
    }
}

async fn assemble(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    command: &PlaceOrder,
    checked: Checked,
    priced: &Priced,
) -> Result<Order, OrderError> {
    let mut contact = checked.contact;
    contact.city.get_or_insert_with(|| checked.address.city.clone());
    contact.lang.get_or_insert(shop.lang);
    let customer = find_or_create_customer_in(tx, stamp, shop.id, &contact).await?;
    let number = match checked.number {
        Some(number) => number,
        None => next_number(tx, shop.id).await?,
    };
    Ok(Order {
        id: stamp.id(),
        number,
        external_ref: checked.external_ref,
        customer,
        state: OrderState::Placed,
        payment: PaymentState::of(0, priced.money.total()),
        method: command.method,
        quoted: Quoted {
            tax_mode: command.tax_mode,
            discount: command.discount,
            shipping: command.shipping,
            cod_fee: command.cod_fee,
        },
        money: priced.money,
        paid: 0,
        booked: 0,
        placed_at: checked.placed_at,
        placed_on: checked.placed_on,
        promised_on: command.promised_on,
        phone: contact.phone,
        email: contact.email,
        lang: contact.lang.unwrap_or(shop.lang),
        address: checked.address,
        note: checked.note,
        cancelled_at: None,
        cancel_reason: None,
        reinstated_at: None,
        origin: stamp.origin,
        version: 1,
        updated_at: stamp.now,
    })
}

async fn number_exists(tx: &mut Tx, shop: ShopId, number: &str) -> Result<bool, DbError> {
    Ok(tx.opt(store::NUMBER_EXISTS, args![shop, number], |row| row.get::<OrderId>(0)).await?.is_some())
}

async fn next_number(tx: &mut Tx, shop: ShopId) -> Result<String, OrderError> {
    for _ in 0..NUMBER_TRIES_MAX {
        tx.run(store::NEXT_NUMBER, args![shop, FIRST_NUMBER]).await?;
        let number: i64 = tx.one(store::LAST_NUMBER, args![shop], |row| row.get(0)).await?;
        let number = number.to_string();
        if !number_exists(tx, shop, &number).await? {
            return Ok(number);
        }
    }
    Err(OrderError::NumberTaken)
}

async fn save(tx: &mut Tx, shop: ShopId, order: &Order, lines: &[OrderLine]) -> Result<(), OrderError> {
    let address = store::address_text(&order.address)?;
    // Not asked before: twins at the same moment meet the unique indexes anyway.
    match tx.run(store::ADD_ORDER, &store::order_row(shop, order, &address)).await {
        Err(DbError::Unique { constraint }) if constraint == "orders_number" => return Err(OrderError::NumberTaken),
        Err(DbError::Unique { constraint }) if constraint == "orders_external_ref" => {
            return Err(OrderError::ExternalRefTaken);
        }
        other => other?,
    };
    let rows: Vec<Vec<Value<'_>>> = lines.iter().map(|line| store::line_row(shop, order.id, line)).collect();
    tx.send_all(store::ADD_LINE, &rows).await?;
    search::add_terms_in(tx, shop, SEARCH_KIND, order.id.number(), &terms_of(order)).await?;
    Ok(())
}

/// The words an order is found by: its number, its recipient and city by letters and by sound, the telephone, the mail.
pub(crate) fn terms_of(order: &Order) -> Terms {
    Terms::default()
        .code(Some(&order.number))
        .name(order.recipient())
        .name(Some(&order.address.city))
        .phone(order.phone.as_ref())
        .text(order.email.as_deref())
}

fn placed(order: &Order) -> OrderPlaced {
    OrderPlaced {
        order: order.id,
        customer: order.customer,
        method: order.method,
        money: order.money,
        placed_on: order.placed_on,
        promised_on: order.promised_on,
    }
}
