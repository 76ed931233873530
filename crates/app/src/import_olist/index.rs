//! What must be at hand while orders are read one by one: small records sorted by key. A million rows of each kind
//! stay within some 200 MB; the real set takes a tenth of it.

use super::error::ImportError;
use super::finding::{Finding, Findings, Reason};
use super::model::{Key, OlistPaymentType, Place, Product, Seller, State};
use super::rows::{RowRef, Rows, Table};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;
use wasl_base::{Currency, Money};

/// Characters of a city or a category; more is cut.
const NAME_CHARS_MAX: usize = 80;
/// Distinct names of cities and categories.
const NAMES_MAX: usize = 50_000;
/// Centavos of one amount: a hundred million. Beyond it the figure is taken for a mistake, and sums stay far from overflow.
const AMOUNT_MINOR_MAX: i64 = 10_000_000_000;
/// Weight of one piece beyond which the figure is taken for a mistake: one tonne.
const WEIGHT_GRAMS_MAX: i64 = 1_000_000;

pub struct CustomerRow {
    key: Key,
    line: u64,
    pub person: Key,
    city: u32,
    zip: [u8; 5],
    state: Option<State>,
}

pub struct ItemRow {
    order: Key,
    pub line: u64,
    pub number: u16,
    pub product: Key,
    pub seller: Key,
    pub price_minor: i64,
    pub freight_minor: i64,
}

pub struct PaymentRow {
    order: Key,
    pub line: u64,
    pub number: u16,
    pub kind: OlistPaymentType,
    pub installments: u16,
    pub value_minor: i64,
}

pub struct ReviewRow {
    order: Key,
    pub line: u64,
}

struct ProductRow {
    key: Key,
    line: u64,
    category: Option<u32>,
    weight_grams: Option<u32>,
}

struct SellerRow {
    key: Key,
    line: u64,
    state: Option<State>,
}

pub struct Index {
    customers: Vec<CustomerRow>,
    products: Vec<ProductRow>,
    sellers: Vec<SellerRow>,
    items: Vec<ItemRow>,
    payments: Vec<PaymentRow>,
    reviews: Vec<ReviewRow>,
    names: Names,
    /// Rows of each file, headers left out.
    pub rows: BTreeMap<&'static str, u64>,
}

impl Index {
    /// Reads every file but the orders.
    pub fn load(folder: &Path, findings: &mut Findings<'_>) -> Result<Self, ImportError> {
        let mut names = Names::default();
        let mut rows = BTreeMap::new();
        let english = load_categories(folder, findings)?;
        let products =
            load(folder, Table::Products, &mut rows, findings, |row| product_row(row, &english, &mut names))?;
        let sellers = load(folder, Table::Sellers, &mut rows, findings, seller_row)?;
        let customers = load(folder, Table::Customers, &mut rows, findings, |row| customer_row(row, &mut names))?;
        let items = load(folder, Table::Items, &mut rows, findings, item_row)?;
        let payments = load(folder, Table::Payments, &mut rows, findings, payment_row)?;
        let reviews = load(folder, Table::Reviews, &mut rows, findings, review_row)?;
        Ok(Self { customers, products, sellers, items, payments, reviews, names, rows })
    }

    pub fn customer(&self, key: Key) -> Option<(Key, Option<Place>)> {
        let row = &self.customers[self.customers.binary_search_by_key(&key, |row| row.key).ok()?];
        let zip = String::from_utf8_lossy(&row.zip).trim().to_owned();
        let place = row.state.map(|state| Place { zip, city: self.names.get(row.city), state });
        Some((row.person, place))
    }

    pub fn product(&self, key: Key) -> Option<Product> {
        let row = &self.products[self.products.binary_search_by_key(&key, |row| row.key).ok()?];
        let category = row.category.map(|name| self.names.get(name));
        Some(Product { key, category, weight_grams: row.weight_grams.map(i64::from) })
    }

    pub fn seller(&self, key: Key) -> Option<Seller> {
        let row = &self.sellers[self.sellers.binary_search_by_key(&key, |row| row.key).ok()?];
        Some(Seller { key, state: row.state })
    }

    pub fn items(&self, order: Key) -> &[ItemRow] {
        group(&self.items, order)
    }

    pub fn payments(&self, order: Key) -> &[PaymentRow] {
        group(&self.payments, order)
    }

    pub fn reviews(&self, order: Key) -> &[ReviewRow] {
        group(&self.reviews, order)
    }

    /// Rows that belong to an order which `is_known` does not hold.
    pub fn orphans(&self, is_known: impl Fn(Key) -> bool) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut note = |table: Table, order: Key, line: u64| {
            if !is_known(order) {
                found.push(Finding { file: table.file(), line, reason: Reason::UnknownOrder, text: order.to_string() });
            }
        };
        self.items.iter().for_each(|row| note(Table::Items, row.order, row.line));
        self.payments.iter().for_each(|row| note(Table::Payments, row.order, row.line));
        self.reviews.iter().for_each(|row| note(Table::Reviews, row.order, row.line));
        found
    }
}

/// A record that sorts by what it is looked up by, then by its place within that.
trait Record {
    fn key(&self) -> Key;
    fn line(&self) -> u64;
    /// Distinguishes records of one key; `None` when a key may repeat freely.
    fn place(&self) -> Option<u64>;
}

macro_rules! records {
    ($($row:ident by $key:ident, $place:expr;)*) => {$(
        impl Record for $row {
            fn key(&self) -> Key { self.$key }
            fn line(&self) -> u64 { self.line }
            fn place(&self) -> Option<u64> { let place: fn(&Self) -> Option<u64> = $place; place(self) }
        }
    )*};
}

records! {
    CustomerRow by key, |_| Some(0);
    ProductRow by key, |_| Some(0);
    SellerRow by key, |_| Some(0);
    ItemRow by order, |row| Some(u64::from(row.number));
    PaymentRow by order, |row| Some(u64::from(row.number));
    ReviewRow by order, |_| None;
}

fn group<R: Record>(rows: &[R], order: Key) -> &[R] {
    let start = rows.partition_point(|row| row.key() < order);
    let length = rows[start..].partition_point(|row| row.key() == order);
    &rows[start..start + length]
}

fn load<R: Record>(
    folder: &Path,
    table: Table,
    counts: &mut BTreeMap<&'static str, u64>,
    findings: &mut Findings<'_>,
    mut parse: impl FnMut(RowRef<'_>) -> Result<R, Finding>,
) -> Result<Vec<R>, ImportError> {
    let mut rows = Rows::open(folder, table)?;
    let mut records = Vec::new();
    while let Some(row) = rows.next(findings)? {
        match parse(row) {
            Ok(record) => records.push(record),
            Err(finding) => findings.note(&finding).map_err(ImportError::io("the error file"))?,
        }
    }
    counts.insert(table.file(), rows.count());
    records.sort_by_key(|row| (row.key(), row.place(), row.line()));
    let mut repeats = Vec::new();
    records.dedup_by(|next, first| {
        let is_repeat = next.place().is_some() && next.key() == first.key() && next.place() == first.place();
        if is_repeat {
            repeats.push((next.line(), next.key()));
        }
        is_repeat
    });
    for (line, key) in repeats {
        let finding = Finding { file: table.file(), line, reason: Reason::RepeatRow, text: key.to_string() };
        findings.note(&finding).map_err(ImportError::io("the error file"))?;
    }
    records.shrink_to_fit();
    Ok(records)
}

/// Portuguese category to English. The file is a nicety: without it categories keep their own names.
fn load_categories(folder: &Path, findings: &mut Findings<'_>) -> Result<HashMap<String, String>, ImportError> {
    let mut english = HashMap::new();
    let mut rows = match Rows::open(folder, Table::Categories) {
        Err(ImportError::MissingFile { .. }) => return Ok(english),
        opened => opened?,
    };
    while let Some(row) = rows.next(findings)? {
        if english.len() < NAMES_MAX {
            english.insert(row.text(0).to_owned(), row.text(1).to_owned());
        }
    }
    Ok(english)
}

fn key(row: RowRef<'_>, column: usize) -> Result<Key, Finding> {
    Key::parse(row.text(column)).ok_or_else(|| row.bad_field(column))
}

fn small(row: RowRef<'_>, column: usize) -> Result<u16, Finding> {
    row.text(column).parse().map_err(|_| row.bad_field(column))
}

/// An amount that is not negative, in centavos.
fn amount(row: RowRef<'_>, column: usize) -> Result<i64, Finding> {
    match Money::parse(row.text(column), Currency::BRL) {
        Ok(money) if (0..=AMOUNT_MINOR_MAX).contains(&money.minor) => Ok(money.minor),
        _ => Err(row.bad_field(column)),
    }
}

fn product_row(row: RowRef<'_>, english: &HashMap<String, String>, names: &mut Names) -> Result<ProductRow, Finding> {
    let category = Some(row.text(1)).filter(|name| !name.is_empty());
    let category = category.map(|name| names.place(english.get(name).map_or(name, String::as_str)));
    // A missing or silly weight is no contradiction, only an unknown.
    let weight = row.text(5).parse::<u32>().ok().filter(|grams| i64::from(*grams) <= WEIGHT_GRAMS_MAX);
    Ok(ProductRow { key: key(row, 0)?, line: row.line, category, weight_grams: weight })
}

fn seller_row(row: RowRef<'_>) -> Result<SellerRow, Finding> {
    Ok(SellerRow { key: key(row, 0)?, line: row.line, state: State::parse(row.text(3)) })
}

fn customer_row(row: RowRef<'_>, names: &mut Names) -> Result<CustomerRow, Finding> {
    let mut zip = [b' '; 5];
    let digits = row.text(2).as_bytes();
    if digits.len() <= zip.len() && digits.iter().all(u8::is_ascii_digit) {
        zip[..digits.len()].copy_from_slice(digits);
    }
    let state = State::parse(row.text(4));
    Ok(CustomerRow {
        key: key(row, 0)?,
        line: row.line,
        person: key(row, 1)?,
        city: names.place(row.text(3)),
        zip,
        state,
    })
}

fn item_row(row: RowRef<'_>) -> Result<ItemRow, Finding> {
    Ok(ItemRow {
        order: key(row, 0)?,
        line: row.line,
        number: small(row, 1)?,
        product: key(row, 2)?,
        seller: key(row, 3)?,
        price_minor: amount(row, 5)?,
        freight_minor: amount(row, 6)?,
    })
}

fn payment_row(row: RowRef<'_>) -> Result<PaymentRow, Finding> {
    Ok(PaymentRow {
        order: key(row, 0)?,
        line: row.line,
        number: small(row, 1)?,
        kind: OlistPaymentType::parse(row.text(2)).ok_or_else(|| row.bad_field(2))?,
        installments: small(row, 3)?,
        value_minor: amount(row, 4)?,
    })
}

fn review_row(row: RowRef<'_>) -> Result<ReviewRow, Finding> {
    Ok(ReviewRow { order: key(row, 1)?, line: row.line })
}

/// Texts that repeat, kept once.
#[derive(Default)]
struct Names {
    texts: Vec<Arc<str>>,
    places: HashMap<Arc<str>, u32>,
}

impl Names {
    fn place(&mut self, name: &str) -> u32 {
        let mut clean: String = name.chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect();
        if !self.places.contains_key(clean.as_str()) && self.texts.len() >= NAMES_MAX {
            clean = String::new();
        }
        if let Some(place) = self.places.get(clean.as_str()) {
            return *place;
        }
        let text: Arc<str> = clean.into();
        let place = u32::try_from(self.texts.len()).unwrap_or_else(|_| unreachable!("names are limited"));
        self.texts.push(Arc::clone(&text));
        self.places.insert(text, place);
        place
    }

    fn get(&self, place: u32) -> Arc<str> {
        Arc::clone(&self.texts[place as usize])
    }
}
