//! What the API of orders takes. Every amount is a decimal string in the order's currency: `"230.00"`.

use super::forms_of_words::{PaymentMethodWord, SettlementWord, TaxModeWord, VariantIdText, VatCategoryWord};
use super::reading::{self, present};
use crate::catalogue::VariantRef;
use crate::policy::Settlement;
use crate::{
    CancelOrder, GivenTotals, MarkPaid, NewLine, NewLines, NewTender, OrderError, PlaceOrder, TaxMode, UpdateOrder,
};
use serde::Deserialize;
use utoipa::ToSchema;
use wasl_base::{Address, Currency, OrderId};
use wasl_customers::Contact;
use wasl_platform::Shop;
use wasl_platform::web::shape::{Amount, CurrencyCode, Day, LangCode, Moment, Version};

/// A new order.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewOrder)]
pub struct NewOrderBody {
    /// The shop's own number, one order each; counted on when absent.
    #[schema(example = "NK-1042", max_length = 40)]
    number: Option<String>,
    /// The storefront's key, one order each.
    #[schema(example = "shopify:820982911946154508", max_length = 120)]
    external_ref: Option<String>,
    /// ISO 4217; the shop's currency when absent.
    #[schema(value_type = Option<CurrencyCode>)]
    currency: Option<String>,
    /// Do the prices hold VAT: `included` (when absent) or `excluded`.
    #[schema(value_type = Option<TaxModeWord>)]
    tax_mode: Option<String>,
    #[schema(value_type = PaymentMethodWord)]
    payment_method: String,
    #[serde(default)]
    customer: CustomerBody,
    address: AddressBody,
    #[schema(min_items = 1, max_items = 200)]
    lines: Vec<LineBody>,
    /// Taken off the whole order, beside the lines' own discounts.
    #[schema(value_type = Option<Amount>)]
    discount: Option<String>,
    #[schema(value_type = Option<Amount>)]
    shipping: Option<String>,
    /// Fee for paying at the door.
    #[schema(value_type = Option<Amount>)]
    cod_fee: Option<String>,
    /// What the sender says it comes to; refused when the parts make another sum.
    totals: Option<TotalsBody>,
    /// RFC 3339 with a zone; now when absent.
    #[schema(value_type = Option<Moment>)]
    placed_at: Option<String>,
    /// The promised day, by the shop's calendar.
    #[schema(value_type = Option<Day>)]
    promised_on: Option<String>,
    #[schema(example = "اتصلوا قبل الوصول", max_length = 1000)]
    note: Option<String>,
}

#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OrderCustomer)]
pub struct CustomerBody {
    #[schema(example = "نورة العتيبي", max_length = 120)]
    name: Option<String>,
    /// As people write it; read by the numbering plan of the shop's country.
    #[schema(example = "0501234567")]
    phone: Option<String>,
    #[schema(example = "noura@example.com", max_length = 254)]
    email: Option<String>,
    /// The storefront's key for this person.
    #[schema(max_length = 120)]
    external_ref: Option<String>,
    /// `ar` or `en`; the shop's language when absent.
    #[schema(value_type = Option<LangCode>)]
    lang: Option<String>,
}

/// Where the parcels go. In Saudi Arabia building and additional number have four digits, the postal code five, the
/// short address four letters and four digits.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAddress)]
pub struct AddressBody {
    /// Who receives it; the customer when absent.
    #[schema(max_length = 120)]
    recipient: Option<String>,
    /// In one's own words.
    #[schema(max_length = 300)]
    line: Option<String>,
    /// ISO 3166-1 alpha-2; the shop's country when absent.
    #[schema(example = "SA", pattern = "^[A-Za-z]{2}$")]
    country: Option<String>,
    #[schema(max_length = 100)]
    region: Option<String>,
    #[schema(value_type = String, example = "الرياض", min_length = 1, max_length = 100)]
    city: Option<String>,
    #[schema(example = "الملقا", max_length = 100)]
    district: Option<String>,
    #[schema(example = "طريق أنس بن مالك", max_length = 100)]
    street: Option<String>,
    #[schema(example = "2929", max_length = 20)]
    building: Option<String>,
    #[schema(max_length = 20)]
    unit: Option<String>,
    #[schema(example = "13522", max_length = 20)]
    postal_code: Option<String>,
    #[schema(example = "7512", max_length = 20)]
    additional_number: Option<String>,
    #[schema(example = "RRRD2929", max_length = 20)]
    short_address: Option<String>,
}

/// One line: a variant by `variant` or `sku`, or a free line with `title` and `unit_price`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewOrderLine)]
pub struct LineBody {
    #[schema(value_type = Option<VariantIdText>)]
    variant: Option<String>,
    /// Names a variant, unless the line has a title and a price of its own.
    #[schema(example = "ABAYA-BLK-54", max_length = 64)]
    sku: Option<String>,
    #[schema(max_length = 200)]
    title: Option<String>,
    #[schema(max_length = 80)]
    category: Option<String>,
    #[schema(example = 1, minimum = 1, maximum = 10_000)]
    quantity: i64,
    /// One piece; the catalogue's price when absent.
    #[schema(value_type = Option<Amount>)]
    unit_price: Option<String>,
    /// Off the line as a whole.
    #[schema(value_type = Option<Amount>)]
    discount: Option<String>,
    /// What one piece costs the shop; the catalogue's cost when absent.
    #[schema(value_type = Option<Amount>)]
    unit_cost: Option<String>,
    /// `standard`, `zero` or `exempt`; the catalogue's when absent.
    #[schema(value_type = Option<VatCategoryWord>)]
    vat_category: Option<String>,
    #[schema(example = 450, minimum = 0, maximum = 10_000_000)]
    weight_grams: Option<i64>,
    /// What the customer wants done to it.
    #[schema(example = "تطريز الاسم: نورة", max_length = 1000)]
    customisation: Option<String>,
}

#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GivenTotals)]
pub struct TotalsBody {
    /// VAT of the whole order, kept as given.
    #[schema(value_type = Option<Amount>)]
    tax: Option<String>,
    #[schema(value_type = Option<Amount>)]
    total: Option<String>,
}

/// What changes; everything absent stays, `null` clears.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OrderChange)]
pub struct ChangeBody {
    /// The version this change was made for; 409 when the order has moved on. `If-Match` says the same; given both, they
    /// must agree.
    #[schema(value_type = Option<Version>)]
    pub version: Option<i64>,
    address: Option<AddressBody>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    phone: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Day>)]
    promised_on: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    note: Option<Option<String>>,
    /// All lines anew, as long as nothing is shipped or paid.
    #[schema(min_items = 1, max_items = 200)]
    lines: Option<Vec<LineBody>>,
    #[schema(value_type = Option<Amount>)]
    discount: Option<String>,
    #[schema(value_type = Option<Amount>)]
    shipping: Option<String>,
    #[schema(value_type = Option<Amount>)]
    cod_fee: Option<String>,
    totals: Option<TotalsBody>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OrderCancellation)]
pub struct CancelBody {
    /// The version this was decided on; `If-Match` says the same.
    #[schema(value_type = Option<Version>)]
    pub version: Option<i64>,
    #[schema(example = "غيّرت العميلة رأيها", max_length = 1000)]
    reason: Option<String>,
}

/// Money that came in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPayment)]
pub struct PaymentBody {
    /// The version this was decided on; `If-Match` says the same.
    #[schema(value_type = Option<Version>)]
    pub version: Option<i64>,
    /// Cash on delivery is collected by the carrier and refused here (409).
    #[schema(value_type = PaymentMethodWord)]
    method: String,
    #[schema(example = "moyasar", max_length = 60)]
    gateway: Option<String>,
    #[schema(value_type = Amount)]
    amount: String,
    /// The order's currency; another one is refused.
    #[schema(value_type = Option<CurrencyCode>)]
    currency: Option<String>,
    /// The gateway's or bank's key: told twice, it is kept once.
    #[schema(example = "pay_7Hq2k", max_length = 120)]
    external_ref: Option<String>,
    #[schema(value_type = Option<Moment>)]
    paid_at: Option<String>,
    /// `instalment` (when absent): more may follow. `whole`: nothing follows.
    #[schema(value_type = Option<SettlementWord>)]
    settlement: Option<String>,
}

impl NewOrderBody {
    pub fn read(self, shop: &Shop) -> Result<PlaceOrder, OrderError> {
        let currency = match &self.currency {
            Some(text) => reading::currency("/currency", text)?,
            None => shop.currency,
        };
        let tax_mode = self.tax_mode.as_deref().map(|text| reading::tax_mode("/tax_mode", text)).transpose()?;
        let method = reading::payment_method("/payment_method", &self.payment_method)?;
        Ok(PlaceOrder {
            number: self.number,
            external_ref: self.external_ref,
            customer: self.customer.read()?,
            tax_mode: tax_mode.unwrap_or(TaxMode::Included),
            lines: read_lines(self.lines, currency)?,
            discount: reading::amount_or_zero("/discount", self.discount.as_deref(), currency)?,
            shipping: reading::amount_or_zero("/shipping", self.shipping.as_deref(), currency)?,
            cod_fee: reading::amount_or_zero("/cod_fee", self.cod_fee.as_deref(), currency)?,
            given: self.totals.unwrap_or_default().read(currency)?,
            placed_at: self.placed_at.as_deref().map(|text| reading::instant("/placed_at", text)).transpose()?,
            promised_on: self.promised_on.as_deref().map(|text| reading::date("/promised_on", text)).transpose()?,
            note: self.note,
            ..PlaceOrder::new(currency, method, self.address.read(shop))
        })
    }
}

impl CustomerBody {
    fn read(self) -> Result<Contact, OrderError> {
        Ok(Contact {
            name: self.name,
            phone: self.phone,
            email: self.email,
            external_ref: self.external_ref,
            lang: self.lang.as_deref().map(|text| reading::lang("/customer/lang", text)).transpose()?,
            city: None,
        })
    }
}

impl AddressBody {
    pub fn read(self, shop: &Shop) -> Address {
        Address {
            recipient: self.recipient,
            line: self.line,
            country: self.country.unwrap_or_else(|| shop.country.clone()),
            region: self.region,
            city: self.city.unwrap_or_default(),
            district: self.district,
            street: self.street,
            building: self.building,
            unit: self.unit,
            postal_code: self.postal_code,
            additional_number: self.additional_number,
            short_address: self.short_address,
        }
    }
}

fn read_lines(lines: Vec<LineBody>, currency: Currency) -> Result<Vec<NewLine>, OrderError> {
    lines.into_iter().enumerate().map(|(place, line)| line.read(place, currency)).collect()
}

impl LineBody {
    fn read(self, place: usize, currency: Currency) -> Result<NewLine, OrderError> {
        let at = |name: &str| format!("/lines/{place}/{name}");
        let money = |name: &str, text: &Option<String>| {
            text.as_deref().map(|text| reading::amount(&at(name), text, currency)).transpose()
        };
        let is_free = self.title.is_some() && self.unit_price.is_some();
        let variant = match (&self.variant, &self.sku) {
            (Some(id), _) => Some(VariantRef::Id(reading::id(&at("variant"), id)?)),
            (None, Some(sku)) if !is_free => Some(VariantRef::Sku(sku.clone())),
            (None, _) => None,
        };
        let vat_category = self.vat_category.as_deref();
        Ok(NewLine {
            variant,
            quantity: self.quantity,
            unit_price: money("unit_price", &self.unit_price)?,
            discount: money("discount", &self.discount)?.unwrap_or(0),
            unit_cost: money("unit_cost", &self.unit_cost)?,
            vat_category: vat_category.map(|text| reading::vat_category(&at("vat_category"), text)).transpose()?,
            weight_grams: self.weight_grams,
            sku: self.sku,
            title: self.title,
            category: self.category,
            customisation: self.customisation,
        })
    }
}

impl TotalsBody {
    fn read(self, currency: Currency) -> Result<GivenTotals, OrderError> {
        let money =
            |field: &str, text: Option<String>| text.map(|text| reading::amount(field, &text, currency)).transpose();
        Ok(GivenTotals { tax: money("/totals/tax", self.tax)?, total: money("/totals/total", self.total)? })
    }
}

impl ChangeBody {
    /// `currency` is the order's, which the amounts are read by.
    pub fn read(
        self,
        shop: &Shop,
        order: OrderId,
        currency: Currency,
        expected_version: Option<i64>,
    ) -> Result<UpdateOrder, OrderError> {
        let money =
            |field: &str, text: Option<String>| text.map(|text| reading::amount(field, &text, currency)).transpose();
        let has_amounts = self.discount.is_some() || self.shipping.is_some() || self.cod_fee.is_some();
        if self.lines.is_none() && (has_amounts || self.totals.is_some()) {
            return Err(OrderError::Required { field: "/lines".to_owned() });
        }
        let (discount, shipping) = (money("/discount", self.discount)?, money("/shipping", self.shipping)?);
        let cod_fee = money("/cod_fee", self.cod_fee)?;
        let given = self.totals.unwrap_or_default().read(currency)?;
        let lines = self.lines.map(|lines| read_lines(lines, currency)).transpose()?;
        let promised_on =
            self.promised_on.map(|text| text.map(|text| reading::date("/promised_on", &text)).transpose());
        Ok(UpdateOrder {
            order,
            expected_version,
            address: self.address.map(|address| address.read(shop)),
            phone: self.phone,
            promised_on: promised_on.transpose()?,
            note: self.note,
            lines: lines.map(|lines| NewLines { lines, discount, shipping, cod_fee, given }),
        })
    }
}

impl CancelBody {
    pub fn read(self, order: OrderId, expected_version: Option<i64>) -> CancelOrder {
        CancelOrder { order, expected_version, reason: self.reason, cancelled_at: None }
    }
}

impl PaymentBody {
    /// `currency` is the order's, which the amount is read by.
    pub fn read(
        self,
        order: OrderId,
        currency: Currency,
        expected_version: Option<i64>,
    ) -> Result<MarkPaid, OrderError> {
        let given = self.currency.as_deref().map(|text| reading::currency("/currency", text)).transpose()?;
        if given.is_some_and(|given| given != currency) {
            return Err(OrderError::MixedCurrency { field: "/currency".to_owned(), currency });
        }
        let settlement = match self.settlement.as_deref() {
            Some(text) => reading::settlement("/settlement", text)?,
            None => Settlement::Instalment,
        };
        let tender = NewTender {
            method: reading::payment_method("/method", &self.method)?,
            gateway: self.gateway,
            amount: reading::amount("/amount", &self.amount, currency)?,
            external_ref: self.external_ref,
        };
        Ok(MarkPaid {
            order,
            expected_version,
            currency: given,
            tenders: vec![tender],
            paid_at: self.paid_at.as_deref().map(|text| reading::instant("/paid_at", text)).transpose()?,
            settlement,
        })
    }
}
