//! Money came in for an order. The payment rows, the order's new state and the journal entry (P01 card, P09 bank
//! transfer, their like) stand in one transaction; a payment told twice is kept once.

use crate::model::{Order, Payment};
use crate::policy::limits::{AMOUNT_MINOR_MAX, CLOCK_SKEW_SECONDS_MAX, EXTERNAL_REF_CHARS_MAX, check_range, tidy_text};
use crate::policy::payment::{PaidPart, Settlement, paid_part};
use crate::states::{OrderState, PaymentState};
use crate::{OrderError, store};
use wasl_base::{Currency, Instant, Money, OrderId, ShopId};
use wasl_db::{DbError, Tx, args};
use wasl_events::{OrderPaid, PaymentMethod};
use wasl_ledger::rules::{self, PaidOrder, Tender};
use wasl_ledger::{EntryDraft, Policies, VatCodes, post_entry_in};
use wasl_platform::{House, Outbox, Shop, Stamp};

/// Means of payment that one payment may be made of.
const TENDERS_MAX: usize = 50;
/// Characters of a gateway's name.
const GATEWAY_CHARS_MAX: usize = 60;

/// One means of payment; a voucher and a card may pay together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTender {
    pub method: PaymentMethod,
    pub gateway: Option<String>,
    /// Minor units of the order's currency, more than zero.
    pub amount: i64,
    /// The gateway's or bank's key, one payment of the shop each.
    pub external_ref: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkPaid {
    pub order: OrderId,
    pub expected_version: Option<i64>,
    /// The currency of the amounts, where the caller says one: it must be the order's.
    pub currency: Option<Currency>,
    pub tenders: Vec<NewTender>,
    /// Now, when absent.
    pub paid_at: Option<Instant>,
    pub settlement: Settlement,
}

/// In a transaction of its own. Errors: `orders.not_found`, `orders.already_cancelled`, `orders.payment_ref_taken`,
/// `orders.cash_is_collected_at_the_door`, `orders.cash_order_in_parts`, and what is wrong with a field.
pub async fn mark_paid(house: &House, shop: &Shop, command: MarkPaid) -> Result<Order, OrderError> {
    let context = (house.stamp(), shop.clone(), command);
    house.db.write(context, |tx, (stamp, shop, command)| Box::pin(mark_paid_in(tx, stamp, shop, command))).await
}

/// Inside someone's transaction, and last in it: the books' head is locked from here to COMMIT.
pub async fn mark_paid_in(tx: &mut Tx, stamp: &Stamp, shop: &Shop, command: &MarkPaid) -> Result<Order, OrderError> {
    let (order, draft) = mark_paid_unposted_in(tx, stamp, shop, command).await?;
    if let Some(draft) = &draft {
        post_entry_in(tx, stamp, shop.id, draft).await?;
    }
    Ok(order)
}

/// The same for a verb that marks many orders paid: it posts all their drafts itself, at its end, with
/// [`wasl_ledger::post_entries_in`]. None for a payment told again.
pub async fn mark_paid_unposted_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    command: &MarkPaid,
) -> Result<(Order, Option<EntryDraft>), OrderError> {
    let key = args![shop.id, command.order];
    let mut order = tx.opt_locked(store::FIND_ORDER, key, store::order_of).await?.ok_or(OrderError::NotFound)?;
    let paid_at = command.paid_at.unwrap_or(stamp.now);
    let tenders = checked_tenders(stamp, &order, command, paid_at)?;
    if is_told_again(tx, shop.id, &order, &tenders).await? {
        return Ok((order, None));
    }
    let received: i64 = tenders.iter().map(|tender| tender.amount).sum();
    refuse(&order, command, received)?;

    let part = paid_part(&order.money, order.booked, received, command.settlement);
    let payments = payments_of(stamp, &order, &tenders, paid_at);
    for payment in &payments {
        add_payment(tx, stamp, shop.id, payment).await?;
    }
    if order.is_cash_on_delivery() {
        // Paid beforehand after all: nothing is left to collect at the door.
        order.method = payments[0].method;
    }
    order.paid += received;
    order.booked = part.booked;
    order.payment = PaymentState::of(order.paid, order.money.total());
    save(tx, stamp, shop.id, &mut order).await?;
    for payment in &payments {
        tx.emit(stamp, shop.id, paid_at, paid(&order, payment)).await?;
    }
    let draft = draft_of(shop, &order, &payments, &part, paid_at)?;
    Ok((order, Some(draft)))
}

fn checked_tenders(
    stamp: &Stamp,
    order: &Order,
    command: &MarkPaid,
    paid_at: Instant,
) -> Result<Vec<NewTender>, OrderError> {
    let currency = order.currency();
    if command.currency.is_some_and(|given| given != currency) {
        return Err(OrderError::MixedCurrency { field: "/currency".to_owned(), currency });
    }
    let count = i64::try_from(command.tenders.len()).unwrap_or(i64::MAX);
    check_range("/tenders", count, 1, i64::try_from(TENDERS_MAX).unwrap_or(i64::MAX))?;
    if paid_at.seconds_since(stamp.now) > CLOCK_SKEW_SECONDS_MAX {
        return Err(OrderError::InTheFuture { field: "/paid_at".to_owned() });
    }
    let mut room = AMOUNT_MINOR_MAX - order.paid;
    let mut checked = Vec::with_capacity(command.tenders.len());
    for tender in &command.tenders {
        if tender.amount < 0 {
            return Err(OrderError::NegativeAmount { field: "/amount".to_owned() });
        }
        check_range("/amount", tender.amount, 1, room)?;
        room -= tender.amount;
        if tender.method == PaymentMethod::CashOnDelivery {
            return Err(OrderError::CashIsCollectedAtTheDoor);
        }
        checked.push(NewTender {
            gateway: tidy_text("/gateway", tender.gateway.as_deref(), GATEWAY_CHARS_MAX)?,
            external_ref: tidy_text("/external_ref", tender.external_ref.as_deref(), EXTERNAL_REF_CHARS_MAX)?,
            ..tender.clone()
        });
    }
    Ok(checked)
}

/// Every tender is already kept for this order under its key, with the same amount. Errors: `orders.payment_ref_taken`
/// when a key stands for anything else.
async fn is_told_again(tx: &mut Tx, shop: ShopId, order: &Order, tenders: &[NewTender]) -> Result<bool, OrderError> {
    let mut again = 0;
    for tender in tenders {
        let Some(key) = &tender.external_ref else { continue };
        let known = tx.opt(store::PAYMENT_BY_EXTERNAL_REF, args![shop, key], store::payment_of).await?;
        let Some(known) = known else { continue };
        let is_same = known.order == order.id && known.method == tender.method && known.amount.minor == tender.amount;
        if !is_same {
            return Err(OrderError::PaymentRefTaken);
        }
        again += 1;
    }
    match again {
        0 => Ok(false),
        all if all == tenders.len() => Ok(true),
        _ => Err(OrderError::PaymentRefTaken),
    }
}

fn refuse(order: &Order, command: &MarkPaid, received: i64) -> Result<(), OrderError> {
    if command.expected_version.is_some_and(|version| version != order.version) {
        return Err(OrderError::VersionConflict { current: order.version });
    }
    if order.state == OrderState::Cancelled {
        return Err(OrderError::AlreadyCancelled);
    }
    if order.is_cash_on_delivery() {
        if order.paid > 0 || order.payment == PaymentState::Refused {
            return Err(OrderError::CashIsCollectedAtTheDoor);
        }
        if received < order.money.total() {
            return Err(OrderError::CashOrderInParts);
        }
    }
    Ok(())
}

fn payments_of(stamp: &Stamp, order: &Order, tenders: &[NewTender], paid_at: Instant) -> Vec<Payment> {
    tenders
        .iter()
        .map(|tender| Payment {
            id: stamp.id(),
            order: order.id,
            method: tender.method,
            gateway: tender.gateway.clone(),
            amount: Money::new(tender.amount, order.currency()),
            external_ref: tender.external_ref.clone(),
            paid_at,
        })
        .collect()
}

async fn add_payment(tx: &mut Tx, stamp: &Stamp, shop: ShopId, payment: &Payment) -> Result<(), OrderError> {
    let row = args![
        shop,
        payment.order,
        payment.id,
        payment.method.as_str(),
        &payment.gateway,
        payment.amount.minor,
        payment.amount.currency,
        &payment.external_ref,
        payment.paid_at,
        stamp.origin.as_str(),
        stamp.now
    ];
    match tx.run(store::ADD_PAYMENT, row).await {
        Err(DbError::Unique { .. }) => Err(OrderError::PaymentRefTaken),
        other => other.map(|_| ()).map_err(OrderError::from),
    }
}

async fn save(tx: &mut Tx, stamp: &Stamp, shop: ShopId, order: &mut Order) -> Result<(), OrderError> {
    let row = args![shop, order.id, order.payment.as_str(), order.method.as_str(), order.paid, order.booked, stamp.now];
    tx.send(store::SET_PAYMENT, row).await?;
    order.version += 1;
    order.updated_at = stamp.now;
    Ok(())
}

fn draft_of(
    shop: &Shop,
    order: &Order,
    payments: &[Payment],
    part: &PaidPart,
    paid_at: Instant,
) -> Result<EntryDraft, OrderError> {
    let tenders: Vec<Tender> = payments
        .iter()
        .map(|payment| Tender {
            method: payment.method,
            gateway: payment.gateway.clone(),
            amount_minor: payment.amount.minor,
        })
        .collect();
    let on = paid_at.date_in(&shop.zone);
    Ok(rules::order_paid(
        &PaidOrder {
            order: order.id,
            customer: Some(order.customer),
            payment: payments[0].id,
            tenders: &tenders,
            money: part.money,
            channel: None,
            vat_codes: VatCodes::of_sale(&shop.country, on, &order.money),
            on,
            at: paid_at,
        },
        &Policies::STANDARD,
    )?)
}

fn paid(order: &Order, payment: &Payment) -> OrderPaid {
    OrderPaid {
        order: order.id,
        payment: payment.id,
        method: payment.method,
        amount_minor: payment.amount.minor,
        placed_on: order.placed_on,
    }
}
