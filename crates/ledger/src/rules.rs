//! Which entries a fact makes: pure, one function per fact, the template's number beside it.
//! 2210 works as the clearing account between paying, shipping and delivering, so the facts may come in any order and
//! the trial balance is the same. Within an entry each account is netted, so cash on delivery passes 2210 unseen.

use crate::LedgerError;
use crate::book::Book;
use crate::chart::AccountCode;
use crate::model::{AMOUNT_MINOR_MAX, Dims, EntryDraft};
use crate::policy::{Policies, RevenuePoint, StockModel, VatPoint};
use crate::vat::{VatCode, VatCodes};
use wasl_base::{CalendarDate, Currency, CustomerId, Instant, Money, OrderId, PaymentId, ShipmentId};
use wasl_events::{PaymentMethod, SaleShare};

/// Means of payment of one order.
pub const TENDERS_MAX: usize = 50;

/// One means of payment of an order; a gift card and a credit card may share it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tender {
    pub method: PaymentMethod,
    pub gateway: Option<String>,
    /// Minor units of the order's currency.
    pub amount_minor: i64,
}

/// An order was paid before delivery.
#[derive(Clone, Debug)]
pub struct PaidOrder<'a> {
    pub order: OrderId,
    pub customer: Option<CustomerId>,
    pub payment: PaymentId,
    pub tenders: &'a [Tender],
    /// What the customer owed for the whole order.
    pub money: SaleShare,
    pub channel: Option<&'a str>,
    pub vat_codes: VatCodes,
    /// The day by the shop's calendar.
    pub on: CalendarDate,
    pub at: Instant,
}

/// A paid order, or what is left of it, is called off before delivery.
#[derive(Clone, Debug)]
pub struct CancelledOrder<'a> {
    pub order: OrderId,
    pub customer: Option<CustomerId>,
    pub currency: Currency,
    /// What the order's payments booked and nobody has reversed, without the means of payment themselves.
    pub booked: &'a [BookedSum],
    /// When it last stood again after an earlier cancellation.
    pub stood_again_at: Option<Instant>,
    pub on: CalendarDate,
    pub at: Instant,
}

/// What stands on an account under a VAT code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BookedSum {
    pub account: AccountCode,
    pub code: Option<VatCode>,
    /// Credit less debit, in minor units.
    pub credit_minor: i64,
}

/// Where P01 and its like put what was paid for: the deposit, its VAT, and what one side owes the other beyond.
pub const PAID_FOR: [AccountCode; 4] =
    [AccountCode::DEPOSITS, AccountCode::OUTPUT_VAT, AccountCode::OVERPAYMENTS, AccountCode::CUSTOMERS];
/// How the facts of payments begin, and the first text behind all of them.
pub(crate) const PAID_KEYS: (&str, &str) = ("order.paid:", "order.paid;");

/// A parcel and the part of its order's money that it carries.
#[derive(Clone, Debug)]
pub struct Parcel<'a> {
    pub order: OrderId,
    pub shipment: ShipmentId,
    pub carrier: &'a str,
    pub share: SaleShare,
    pub vat_codes: VatCodes,
    pub on: CalendarDate,
    pub at: Instant,
}

/// P01 card, P09 bank transfer, P49 pay later, P29 voucher; more than owed goes to 2250, less is owed by the customer on 1110.
pub fn order_paid(paid: &PaidOrder<'_>, policies: &Policies) -> Result<EntryDraft, LedgerError> {
    check_share(&paid.money)?;
    if paid.tenders.len() > TENDERS_MAX {
        return Err(LedgerError::TooManyLines { count: paid.tenders.len(), max: TENDERS_MAX });
    }
    let dims = Dims {
        order: Some(paid.order),
        customer: paid.customer,
        channel: paid.channel.map(str::to_owned),
        ..Dims::default()
    };
    let mut book = Book::new(paid.money.currency, dims).taxed(paid.vat_codes, policies);
    let mut received = 0;
    for tender in paid.tenders {
        check_amount(AccountCode::SUSPENSE, tender.amount_minor)?;
        received += tender.amount_minor;
        book.debit_through(tender_account(tender.method)?, tender.gateway.as_deref(), tender.amount_minor);
    }
    match policies.vat_point {
        VatPoint::Payment => {
            book.deposit(&paid.money, 1);
            book.credit_vat(paid.money.vat);
        }
        VatPoint::Delivery => book.credit(AccountCode::DEPOSITS, paid.money.total()),
    }
    let excess = received - paid.money.total();
    book.credit(difference_account(excess), excess);
    book.entry(format!("{}{}", PAID_KEYS.0, paid.payment), format!("payment:{}", paid.payment), paid.on, paid.at)
}

/// P21: what was paid becomes a refund we owe. The deposit and its VAT go back under the very codes they were booked with,
/// whatever the rate has become since.
pub fn order_cancelled(cancelled: &CancelledOrder<'_>) -> Result<EntryDraft, LedgerError> {
    let dims = Dims { order: Some(cancelled.order), customer: cancelled.customer, ..Dims::default() };
    let mut book = Book::new(cancelled.currency, dims);
    for sum in cancelled.booked {
        check_amount(sum.account, sum.credit_minor)?;
        book.debit_coded(sum.account, sum.code, sum.credit_minor);
        book.credit(AccountCode::REFUNDS, sum.credit_minor);
    }
    let document = format!("order:{}", cancelled.order);
    book.entry(cancelled_key(cancelled.order, cancelled.stood_again_at), document, cancelled.on, cancelled.at)
}

/// The fact under which P21 stands, for whoever finds out that it does not hold. An order that stood again since
/// `stood_again_at` is called off once more by a fact of its own.
pub fn cancelled_key(order: OrderId, stood_again_at: Option<Instant>) -> String {
    match stood_again_at {
        None => format!("order.cancelled:{order}"),
        Some(at) => format!("order.cancelled:{order}:{}", at.us()),
    }
}

/// A parcel that a carrier will charge for.
#[derive(Clone, Debug)]
pub struct Label<'a> {
    pub order: OrderId,
    pub shipment: ShipmentId,
    pub carrier: &'a str,
    /// By contract, net of VAT.
    pub charge: Money,
    pub on: CalendarDate,
    pub at: Instant,
}

/// P03: the carrier's charge is owed from the label on, without VAT until its tax invoice comes.
pub fn label_created(label: &Label<'_>) -> Result<EntryDraft, LedgerError> {
    check_amount(AccountCode::ACCRUED_FREIGHT, label.charge.minor)?;
    let dims = Dims {
        order: Some(label.order),
        shipment: Some(label.shipment),
        carrier: Some(label.carrier.to_owned()).filter(|carrier| !carrier.is_empty()),
        ..Dims::default()
    };
    let mut book = Book::new(label.charge.currency, dims);
    book.debit(AccountCode::SHIPPING_COST, label.charge.minor);
    book.credit(AccountCode::ACCRUED_FREIGHT, label.charge.minor);
    book.entry(format!("shipment.label:{}", label.shipment), format!("shipment:{}", label.shipment), label.on, label.at)
}

/// P02: the goods are under way and still ours. Where revenue is earned at shipping, P04 and P05 come here.
pub fn shipment_shipped(parcel: &Parcel<'_>, policies: &Policies) -> Result<Vec<EntryDraft>, LedgerError> {
    check_share(&parcel.share)?;
    let mut drafts = Vec::with_capacity(3);
    if policies.stock_model == StockModel::Perpetual {
        drafts.push(parcel.cost("shipment.shipped", AccountCode::STOCK_IN_TRANSIT, AccountCode::STOCK, policies)?);
    }
    if policies.revenue_point == RevenuePoint::Shipped {
        let mut book = parcel.book(policies);
        book.earn(&parcel.share);
        drafts.push(parcel.entry("shipment.shipped.revenue", book)?);
        drafts.extend(parcel.cost_of_sale("shipment.shipped.cost", policies)?);
    }
    Ok(posted_only(drafts))
}

/// P04 and P05; paid on delivery P13 and P14: the sale, its VAT and the cash that the carrier now owes us.
pub fn shipment_delivered(
    parcel: &Parcel<'_>,
    method: PaymentMethod,
    policies: &Policies,
) -> Result<Vec<EntryDraft>, LedgerError> {
    check_share(&parcel.share)?;
    let mut book = parcel.book(policies);
    if policies.revenue_point == RevenuePoint::Delivered {
        book.earn(&parcel.share);
    }
    if method == PaymentMethod::CashOnDelivery {
        book.debit(AccountCode::COD, parcel.share.total());
        book.deposit(&parcel.share, 1);
        book.credit_vat(parcel.share.vat);
    } else if policies.vat_point == VatPoint::Delivery {
        book.debit(AccountCode::DEPOSITS, parcel.share.vat);
        book.credit_vat(parcel.share.vat);
    }
    let mut drafts = vec![parcel.entry("shipment.delivered.revenue", book)?];
    if policies.revenue_point == RevenuePoint::Delivered {
        drafts.extend(parcel.cost_of_sale("shipment.delivered.cost", policies)?);
    }
    Ok(posted_only(drafts))
}

/// P19: the goods are back on the shelf undelivered. Revenue earned at shipping is taken back.
pub fn shipment_returned(parcel: &Parcel<'_>, policies: &Policies) -> Result<Vec<EntryDraft>, LedgerError> {
    return_moved(parcel, policies, "shipment.returned", 1)
}

/// P19 undone: a parcel said to be back was handed over after all, so its goods leave the shelf once more.
pub fn return_voided(parcel: &Parcel<'_>, policies: &Policies) -> Result<Vec<EntryDraft>, LedgerError> {
    return_moved(parcel, policies, "shipment.returned.voided", -1)
}

/// `sign` is 1 for a return and -1 for one that does not hold.
fn return_moved(
    parcel: &Parcel<'_>,
    policies: &Policies,
    fact: &str,
    sign: i64,
) -> Result<Vec<EntryDraft>, LedgerError> {
    check_share(&parcel.share)?;
    let mut drafts = Vec::with_capacity(2);
    let is_earned = policies.revenue_point == RevenuePoint::Shipped;
    if policies.stock_model == StockModel::Perpetual {
        let from = if is_earned { AccountCode::COST_OF_GOODS } else { AccountCode::STOCK_IN_TRANSIT };
        let mut book = parcel.book(policies);
        book.debit(AccountCode::STOCK, sign * parcel.share.cost);
        book.credit(from, sign * parcel.share.cost);
        drafts.push(parcel.entry(fact, book)?);
    }
    if is_earned {
        let mut book = parcel.book(policies);
        for (code, net) in book.nets(&parcel.share) {
            book.debit_coded(AccountCode::SALES_RETURNS, code, sign * net);
        }
        book.deposit(&parcel.share, sign);
        drafts.push(parcel.entry(&format!("{fact}.revenue"), book)?);
    }
    Ok(posted_only(drafts))
}

impl Parcel<'_> {
    fn book(&self, policies: &Policies) -> Book {
        let dims = Dims {
            order: Some(self.order),
            shipment: Some(self.shipment),
            carrier: Some(self.carrier.to_owned()).filter(|carrier| !carrier.is_empty()),
            ..Dims::default()
        };
        Book::new(self.share.currency, dims).taxed(self.vat_codes, policies)
    }

    fn entry(&self, fact: &str, book: Book) -> Result<EntryDraft, LedgerError> {
        book.entry(format!("{fact}:{}", self.shipment), format!("shipment:{}", self.shipment), self.on, self.at)
    }

    fn cost(
        &self,
        fact: &str,
        debit: AccountCode,
        credit: AccountCode,
        policies: &Policies,
    ) -> Result<EntryDraft, LedgerError> {
        let mut book = self.book(policies);
        book.debit(debit, self.share.cost);
        book.credit(credit, self.share.cost);
        self.entry(fact, book)
    }

    fn cost_of_sale(&self, fact: &str, policies: &Policies) -> Result<Option<EntryDraft>, LedgerError> {
        match policies.stock_model {
            StockModel::None => Ok(None),
            StockModel::Perpetual => {
                self.cost(fact, AccountCode::COST_OF_GOODS, AccountCode::STOCK_IN_TRANSIT, policies).map(Some)
            }
        }
    }
}

fn posted_only(drafts: Vec<EntryDraft>) -> Vec<EntryDraft> {
    drafts.into_iter().filter(|draft| !draft.is_empty()).collect()
}

/// Where money paid this way stands until it is in the bank.
fn tender_account(method: PaymentMethod) -> Result<AccountCode, LedgerError> {
    match method {
        PaymentMethod::Card => Ok(AccountCode::GATEWAYS),
        PaymentMethod::BankTransfer => Ok(AccountCode::BANK),
        PaymentMethod::Bnpl => Ok(AccountCode::BNPL),
        PaymentMethod::Voucher => Ok(AccountCode::STORE_CREDIT),
        // Recorded and not refused: a person finds out what it was.
        PaymentMethod::Other => Ok(AccountCode::SUSPENSE),
        PaymentMethod::CashOnDelivery => Err(LedgerError::PaidOnDelivery),
    }
}

/// More received than owed belongs to the customer, less is still owed by them.
fn difference_account(excess: i64) -> AccountCode {
    if excess > 0 { AccountCode::OVERPAYMENTS } else { AccountCode::CUSTOMERS }
}

fn check_amount(account: AccountCode, minor: i64) -> Result<(), LedgerError> {
    let fits = (-AMOUNT_MINOR_MAX..=AMOUNT_MINOR_MAX).contains(&minor);
    if fits { Ok(()) } else { Err(LedgerError::LineAmount { account }) }
}

/// Every sum of parts stays far from 64 bits.
fn check_share(share: &SaleShare) -> Result<(), LedgerError> {
    for (account, minor) in [
        (AccountCode::SALES, share.goods),
        (AccountCode::DISCOUNTS, share.discount),
        (AccountCode::SHIPPING_INCOME, share.shipping),
        (AccountCode::COD_FEE_INCOME, share.cod_fee),
        (AccountCode::OUTPUT_VAT, share.vat),
        (AccountCode::COST_OF_GOODS, share.cost),
        (AccountCode::SALES, share.zero_rated.goods),
        (AccountCode::DISCOUNTS, share.zero_rated.discount),
        (AccountCode::SALES, share.exempt.goods),
        (AccountCode::DISCOUNTS, share.exempt.discount),
    ] {
        check_amount(account, minor)?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
