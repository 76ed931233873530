//! Every SQL text of orders, and how their rows are read and written. The catalogue's stand in `catalogue/store.rs`.

use crate::model::{Fulfilment, Order, OrderLine, Payment, Quoted, TaxMode, VatCategory};
use crate::states::{OrderState, PaymentState, Shipments};
use wasl_base::{Address, Lang, Money, Origin, Phone, ShopId};
use wasl_db::{DbError, Row, Value, args};
use wasl_events::{GoodsPart, PaymentMethod, SaleShare};

/// The columns that [`order_of`] reads, in its order.
macro_rules! orders_where {
    ($($rest:literal)*) => {
        concat!(
            "SELECT id, number, external_ref, customer_id, state, payment_state, method, currency, tax_mode, ",
            "quoted_discount, quoted_shipping, quoted_cod_fee, goods, discount, shipping, cod_fee, vat, cost, paid, ",
            "booked, placed_at, placed_on, promised_on, phone, email, lang, address, note, cancelled_at, ",
            "cancel_reason, origin, version, updated_at, zero_goods, zero_discount, exempt_goods, exempt_discount, ",
            "reinstated_at FROM orders WHERE shop_id = $1 ",
            $($rest),*
        )
    };
}

/// A page of a list, newest first: before ($2, $3), placed at $4 or after, at most $5.
macro_rules! page_of_orders {
    ($filter:literal) => {
        orders_where!(
            "AND (placed_at, id) < ($2, $3) AND placed_at >= $4 "
            $filter
            " ORDER BY placed_at DESC, id DESC LIMIT $5"
        )
    };
}

wasl_db::statements! {
    pub ADD_ORDER = "INSERT INTO orders (shop_id, id, number, external_ref, customer_id, state, payment_state, method, \
        currency, tax_mode, quoted_discount, quoted_shipping, quoted_cod_fee, goods, discount, shipping, cod_fee, vat, \
        cost, paid, booked, placed_at, placed_on, promised_on, phone, email, lang, recipient, address, country, region, \
        city, note, origin, version, created_at, updated_at, zero_goods, zero_discount, exempt_goods, exempt_discount) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
        $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $36, $37, $38, $39, $40)";
    pub FIND_ORDER = orders_where!("AND id = $2");
    pub FIND_ORDER_BY_EXTERNAL_REF = orders_where!("AND external_ref = $2");
    pub NUMBER_EXISTS = "SELECT id FROM orders WHERE shop_id = $1 AND number = $2";
    pub LIST_ORDERS = page_of_orders!("");
    pub LIST_ORDERS_IN_STATE = page_of_orders!("AND state = $6");
    pub LIST_ORDERS_WITH_PAYMENT = page_of_orders!("AND payment_state = $6");
    pub LIST_ORDERS_IN_STATE_WITH_PAYMENT = page_of_orders!("AND state = $6 AND payment_state = $7");
    pub LIST_ORDERS_OF_CUSTOMER = page_of_orders!("AND customer_id = $6");
    /// Orders found by text; ids repeat where there are fewer than ten.
    pub ORDERS_BY_IDS = orders_where!("AND id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ORDER BY placed_at DESC, id DESC");

    /// In the order of their ids, for what has to be done once with each.
    pub ORDERS_AFTER = "SELECT id FROM orders WHERE shop_id = $1 AND id > $2 ORDER BY id LIMIT $3";

    pub SET_STATE = "UPDATE orders SET state = $3, version = version + 1, updated_at = $4 WHERE shop_id = $1 AND id = $2";
    pub SET_PAYMENT = "UPDATE orders SET payment_state = $3, method = $4, paid = $5, booked = $6, \
        version = version + 1, updated_at = $7 WHERE shop_id = $1 AND id = $2";
    pub SET_STATE_AND_PAYMENT = "UPDATE orders SET state = $3, payment_state = $4, paid = $5, \
        reinstated_at = $6, version = version + 1, updated_at = $7 WHERE shop_id = $1 AND id = $2";
    pub CANCEL_ORDER = "UPDATE orders SET state = $3, payment_state = $4, cancelled_at = $5, cancel_reason = $6, \
        version = version + 1, updated_at = $7 WHERE shop_id = $1 AND id = $2";
    pub CHANGE_ORDER = "UPDATE orders SET promised_on = $3, phone = $4, recipient = $5, address = $6, country = $7, \
        region = $8, city = $9, note = $10, version = version + 1, updated_at = $11 WHERE shop_id = $1 AND id = $2";
    pub CHANGE_MONEY = "UPDATE orders SET quoted_discount = $3, quoted_shipping = $4, quoted_cod_fee = $5, goods = $6, \
        discount = $7, shipping = $8, cod_fee = $9, vat = $10, cost = $11, payment_state = $12, \
        zero_goods = $13, zero_discount = $14, exempt_goods = $15, exempt_discount = $16 \
        WHERE shop_id = $1 AND id = $2";

    pub ADD_LINE = "INSERT INTO order_line (shop_id, order_id, id, position, variant_id, sku, title, category, quantity, \
        unit_price, quoted_discount, vat_category, weight_grams, customisation, goods, discount, vat, cost, fulfilled) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
    pub LINES_OF_ORDER = "SELECT id, position, variant_id, sku, title, category, quantity, unit_price, quoted_discount, \
        vat_category, weight_grams, customisation, goods, discount, vat, cost, fulfilled FROM order_line \
        WHERE shop_id = $1 AND order_id = $2 ORDER BY position, id";
    pub DROP_LINES = "DELETE FROM order_line WHERE shop_id = $1 AND order_id = $2";
    pub SET_FULFILLED = "UPDATE order_line SET fulfilled = $4 WHERE shop_id = $1 AND order_id = $2 AND id = $3";

    pub ADD_PAYMENT = "INSERT INTO order_payment (shop_id, order_id, id, method, gateway, amount, currency, external_ref, \
        paid_at, origin, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    pub PAYMENTS_OF_ORDER = "SELECT id, order_id, method, gateway, amount, currency, external_ref, paid_at \
        FROM order_payment WHERE shop_id = $1 AND order_id = $2 ORDER BY paid_at, id";
    pub PAYMENT_BY_EXTERNAL_REF = "SELECT id, order_id, method, gateway, amount, currency, external_ref, paid_at \
        FROM order_payment WHERE shop_id = $1 AND external_ref = $2";

    pub ADD_FULFILMENT = "INSERT INTO order_fulfilment (shop_id, order_id, shipment_id, currency, goods, discount, \
        shipping, cod_fee, vat, cost, fulfilled_at, zero_goods, zero_discount, exempt_goods, exempt_discount) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    pub FULFILMENTS_OF_ORDER = "SELECT shipment_id, order_id, currency, goods, discount, shipping, cod_fee, vat, cost, \
        fulfilled_at, delivered_at, returned_at, zero_goods, zero_discount, exempt_goods, exempt_discount \
        FROM order_fulfilment \
        WHERE shop_id = $1 AND order_id = $2 ORDER BY fulfilled_at, shipment_id";
    pub SET_DELIVERED = "UPDATE order_fulfilment SET delivered_at = $4, returned_at = NULL \
        WHERE shop_id = $1 AND order_id = $2 AND shipment_id = $3 AND delivered_at IS NULL";
    pub SET_RETURNED = "UPDATE order_fulfilment SET returned_at = $4 \
        WHERE shop_id = $1 AND order_id = $2 AND shipment_id = $3 AND delivered_at IS NULL AND returned_at IS NULL";

    pub NEXT_NUMBER = "INSERT INTO order_counter (shop_id, last_number) VALUES ($1, CAST($2 AS BIGINT)) \
        ON CONFLICT (shop_id) DO UPDATE SET last_number = order_counter.last_number + 1";
    pub LAST_NUMBER = "SELECT last_number FROM order_counter WHERE shop_id = $1";
}

/// Ids that one [`ORDERS_BY_IDS`] takes.
pub const IDS_AT_ONCE: usize = 10;

pub fn order_of(row: &Row<'_>) -> Result<Order, DbError> {
    let money = SaleShare {
        currency: row.get(7)?,
        goods: row.get(12)?,
        discount: row.get(13)?,
        shipping: row.get(14)?,
        cod_fee: row.get(15)?,
        vat: row.get(16)?,
        cost: row.get(17)?,
        zero_rated: GoodsPart { goods: row.get(33)?, discount: row.get(34)? },
        exempt: GoodsPart { goods: row.get(35)?, discount: row.get(36)? },
    };
    Ok(Order {
        id: row.get(0)?,
        number: row.get(1)?,
        external_ref: row.get(2)?,
        customer: row.get(3)?,
        state: word(row, 4, OrderState::parse)?,
        payment: word(row, 5, PaymentState::parse)?,
        method: word(row, 6, PaymentMethod::parse)?,
        quoted: Quoted {
            tax_mode: word(row, 8, TaxMode::parse)?,
            discount: row.get(9)?,
            shipping: row.get(10)?,
            cod_fee: row.get(11)?,
        },
        money,
        paid: row.get(18)?,
        booked: row.get(19)?,
        placed_at: row.get(20)?,
        placed_on: row.get(21)?,
        promised_on: row.get(22)?,
        phone: row
            .get::<Option<String>>(23)?
            .map(|text| text.parse::<Phone>().map_err(|_| unreadable(23)))
            .transpose()?,
        email: row.get(24)?,
        lang: word(row, 25, |text| text.parse::<Lang>().ok())?,
        address: word(row, 26, |text| serde_json::from_str::<Address>(text).ok())?,
        note: row.get(27)?,
        cancelled_at: row.get(28)?,
        cancel_reason: row.get(29)?,
        origin: word(row, 30, Origin::parse)?,
        version: row.get(31)?,
        updated_at: row.get(32)?,
        reinstated_at: row.get(37)?,
    })
}

/// The arguments of [`ADD_ORDER`]; a new order has version 1 and was last changed when it was written down.
pub fn order_row<'a>(shop: ShopId, order: &'a Order, address: &'a str) -> Vec<Value<'a>> {
    let money = &order.money;
    args![
        shop,
        order.id,
        &order.number,
        &order.external_ref,
        order.customer,
        order.state.as_str(),
        order.payment.as_str(),
        order.method.as_str(),
        money.currency,
        order.quoted.tax_mode.as_str(),
        order.quoted.discount,
        order.quoted.shipping,
        order.quoted.cod_fee,
        money.goods,
        money.discount,
        money.shipping,
        money.cod_fee,
        money.vat,
        money.cost,
        order.paid,
        order.booked,
        order.placed_at,
        order.placed_on,
        order.promised_on,
        order.phone.as_ref().map(Phone::as_str),
        &order.email,
        order.lang.as_str(),
        &order.address.recipient,
        address,
        &order.address.country,
        &order.address.region,
        &order.address.city,
        &order.note,
        order.origin.as_str(),
        order.version,
        order.updated_at,
        money.zero_rated.goods,
        money.zero_rated.discount,
        money.exempt.goods,
        money.exempt.discount
    ]
    .to_vec()
}

pub fn line_of(row: &Row<'_>) -> Result<OrderLine, DbError> {
    Ok(OrderLine {
        id: row.get(0)?,
        position: row.get(1)?,
        variant: row.get(2)?,
        sku: row.get(3)?,
        title: row.get(4)?,
        category: row.get(5)?,
        quantity: row.get(6)?,
        unit_price: row.get(7)?,
        quoted_discount: row.get(8)?,
        vat_category: word(row, 9, VatCategory::parse)?,
        weight_grams: row.get(10)?,
        customisation: row.get(11)?,
        goods: row.get(12)?,
        discount: row.get(13)?,
        vat: row.get(14)?,
        cost: row.get(15)?,
        fulfilled: row.get(16)?,
    })
}

/// The arguments of [`ADD_LINE`].
pub fn line_row<'a>(shop: ShopId, order: wasl_base::OrderId, line: &'a OrderLine) -> Vec<Value<'a>> {
    args![
        shop,
        order,
        line.id,
        line.position,
        line.variant,
        &line.sku,
        &line.title,
        &line.category,
        line.quantity,
        line.unit_price,
        line.quoted_discount,
        line.vat_category.as_str(),
        line.weight_grams,
        &line.customisation,
        line.goods,
        line.discount,
        line.vat,
        line.cost,
        line.fulfilled
    ]
    .to_vec()
}

pub fn payment_of(row: &Row<'_>) -> Result<Payment, DbError> {
    Ok(Payment {
        id: row.get(0)?,
        order: row.get(1)?,
        method: word(row, 2, PaymentMethod::parse)?,
        gateway: row.get(3)?,
        amount: Money::new(row.get(4)?, row.get(5)?),
        external_ref: row.get(6)?,
        paid_at: row.get(7)?,
    })
}

pub fn fulfilment_of(row: &Row<'_>) -> Result<Fulfilment, DbError> {
    Ok(Fulfilment {
        shipment: row.get(0)?,
        order: row.get(1)?,
        share: SaleShare {
            currency: row.get(2)?,
            goods: row.get(3)?,
            discount: row.get(4)?,
            shipping: row.get(5)?,
            cod_fee: row.get(6)?,
            vat: row.get(7)?,
            cost: row.get(8)?,
            zero_rated: GoodsPart { goods: row.get(12)?, discount: row.get(13)? },
            exempt: GoodsPart { goods: row.get(14)?, discount: row.get(15)? },
        },
        fulfilled_at: row.get(9)?,
        delivered_at: row.get(10)?,
        returned_at: row.get(11)?,
    })
}

/// How many of an order's shipments there are and how they ended.
pub fn shipments_of(fulfilments: &[Fulfilment]) -> Shipments {
    let count = |is: fn(&&Fulfilment) -> bool| i64::try_from(fulfilments.iter().filter(is).count()).unwrap_or(i64::MAX);
    Shipments {
        total: count(|_| true),
        delivered: count(|fulfilment| fulfilment.delivered_at.is_some()),
        returned: count(|fulfilment| fulfilment.returned_at.is_some()),
    }
}

/// An address as it is kept: the JSON of its filled fields.
pub fn address_text(address: &Address) -> Result<String, DbError> {
    serde_json::to_string(address).map_err(|error| DbError::Bug(format!("an address cannot be written: {error}")))
}

fn word<T>(row: &Row<'_>, index: usize, read: impl Fn(&str) -> Option<T>) -> Result<T, DbError> {
    read(&row.get::<String>(index)?).ok_or_else(|| unreadable(index))
}

/// The sentence names the column and never its content: it may be personal.
fn unreadable(index: usize) -> DbError {
    DbError::Bug(format!("column {index} of an order holds an unknown word"))
}
