//! A year of the demo shop from a seed: who ordered what and when, how it was paid, how each parcel went. Pure: the
//! same seed and the same hour give the same year. Writing it down is `write.rs`.

use super::dice::Dice;
use super::goods::{Category, GOODS, Good};
use super::journey::{Carrier, Errand, Step, journey, promised_days};
use super::names::{Person, person};
use super::places::{self, City, Reach};
use super::season::{self, Season};
use wasl_base::{Address, CalendarDate, Instant, Zone, allocate};
use wasl_events::PaymentMethod;

/// Days that the history reaches back.
pub const HISTORY_DAYS: i32 = 365;
/// Orders of a plan: what a debug build writes in a few minutes.
pub const ORDERS_MAX: usize = 200_000;
const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Permille, each by its own throw.
const COMES_AGAIN: u64 = 420;
const CANCELLED: u64 = 26;
const SPLIT: u64 = 110;
const NOTED: u64 = 50;
const CUSTOMISED: u64 = 70;
const NEVER_TRANSFERRED: u64 = 60;

/// Halalas, VAT included.
const FREE_SHIPPING_FROM: i64 = 35_000;
const COD_FEE: i64 = 1_500;

#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub seed: u64,
    /// Orders of the year; those after it are placed while the demo runs.
    pub history: usize,
    pub customers: Vec<PlannedCustomer>,
    /// By the time they were placed.
    pub orders: Vec<PlannedOrder>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PlannedCustomer {
    pub person: Person,
    /// E.164, in a block of numbers whose middle digits are zeros.
    pub phone: String,
    pub email: Option<String>,
    pub city: &'static City,
    pub address: Address,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PlannedOrder {
    /// From 1, in the order of time.
    pub serial: usize,
    /// Place in [`Plan::customers`].
    pub customer: usize,
    pub placed_at: Instant,
    pub promised_on: CalendarDate,
    pub method: PaymentMethod,
    /// When the money came; cash on delivery comes with the parcel.
    pub paid_at: Option<Instant>,
    pub cancelled: Option<(Instant, &'static str)>,
    pub lines: Vec<PlannedLine>,
    /// Halalas as the customer saw them.
    pub discount_minor: i64,
    pub shipping_minor: i64,
    pub cod_fee_minor: i64,
    pub note: Option<&'static str>,
    pub parcels: Vec<PlannedParcel>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PlannedLine {
    pub good: &'static Good,
    pub quantity: i64,
    pub customisation: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PlannedParcel {
    pub carrier: Carrier,
    pub tracking_number: String,
    /// Places in [`PlannedOrder::lines`].
    pub lines: Vec<usize>,
    /// The first is the label: the parcel exists from then on. They may reach past now.
    pub steps: Vec<Step>,
}

impl PlannedParcel {
    pub fn made_at(&self) -> Option<Instant> {
        self.steps.first().map(|step| step.at)
    }

    #[cfg(test)]
    pub fn end(&self) -> Option<super::journey::Scan> {
        self.steps.last().map(|step| step.scan)
    }
}

/// Plans `count` orders over the year that ends `now`.
pub fn plan(seed: u64, count: usize, now: Instant, zone: &Zone) -> Plan {
    assert!(count <= ORDERS_MAX, "at most {ORDERS_MAX} orders");
    let mut planner = Planner { dice: Dice::new(seed), zone, now, customers: Vec::new(), parcels: 0 };
    let mut times = planner.times(count);
    times.sort_unstable();
    let orders = times.into_iter().enumerate().map(|(place, at)| planner.order(place + 1, at)).collect();
    Plan { seed, history: count, customers: planner.customers, orders }
}

impl Plan {
    /// The key by which the order of this serial is known again; another seed or size has other keys.
    pub fn external_ref(&self, serial: usize) -> String {
        format!("demo-{}-{}-{serial}", self.seed, self.history)
    }

    /// One more order, placed at `at`. The same plan, extended at the same instant, gives the same order.
    pub fn extend(&mut self, at: Instant, zone: &Zone) {
        let serial = self.orders.len() + 1;
        let dice = Dice::new(self.seed ^ (serial as u64).rotate_left(32));
        let customers = std::mem::take(&mut self.customers);
        let parcels = self.orders.iter().map(|order| order.parcels.len()).sum();
        let mut planner = Planner { dice, zone, now: at, customers, parcels };
        let order = planner.order(serial, at);
        self.customers = planner.customers;
        self.orders.push(order);
    }
}

struct Planner<'z> {
    dice: Dice,
    zone: &'z Zone,
    now: Instant,
    customers: Vec<PlannedCustomer>,
    parcels: usize,
}

impl Planner<'_> {
    /// When orders come in: more as the shop grows, by the weekday, the season and the hour.
    fn times(&self, count: usize) -> Vec<Instant> {
        let today = self.now.date_in(self.zone);
        let days: Vec<CalendarDate> = (0..=HISTORY_DAYS).map(|ago| today.plus_days(ago - HISTORY_DAYS)).collect();
        let weight = |(place, day): (usize, &CalendarDate)| {
            let growth = 700 + 600 * place as u64 / days.len() as u64;
            let weight = (season::day_weight(*day) * growth).cast_signed();
            if *day == today { weight * self.now.seconds_since(today.starts_in(self.zone)) / DAY } else { weight }
        };
        let weights: Vec<i64> = days.iter().enumerate().map(weight).collect();
        let counts = allocate(i64::try_from(count).unwrap_or(0), &weights);
        let one = |day: CalendarDate| {
            let at = self.time_of(day);
            // Of today only what has passed.
            if at < self.now {
                at
            } else {
                today.starts_in(self.zone).max(self.now.plus_seconds(-self.dice.between(1, HOUR)))
            }
        };
        days.iter().zip(counts).flat_map(|(day, count)| (0..count).map(move |_| *day)).map(one).collect()
    }

    fn time_of(&self, day: CalendarDate) -> Instant {
        let hour = self.dice.weighted(&season::hour_weights(day));
        let seconds = i64::try_from(hour).unwrap_or(0) * HOUR + self.dice.between(0, HOUR - 1);
        day.starts_in(self.zone).plus_seconds(seconds)
    }

    fn order(&mut self, serial: usize, placed_at: Instant) -> PlannedOrder {
        let customer = self.customer();
        let city = self.customers[customer].city;
        let day = placed_at.date_in(self.zone);
        let lines = self.lines(season::season(day));
        let goods_minor: i64 = lines.iter().map(|line| line.good.price_minor * line.quantity).sum();
        let discount_minor = self.discount(goods_minor, season::season(day));
        let method = self.method(city);
        let is_cod = method == PaymentMethod::CashOnDelivery;
        let paid_at = self.paid_at(method, placed_at);
        let is_unpaid = paid_at.is_none() && !is_cod;
        let packed_at = self.packed_at(paid_at.unwrap_or(placed_at));
        let cancelled = self.cancelled(placed_at, packed_at, is_unpaid);
        let mut order = PlannedOrder {
            serial,
            customer,
            placed_at,
            promised_on: season::plus_working_days(day, promised_days(city.reach)),
            method,
            paid_at: paid_at.filter(|paid| cancelled.is_none_or(|(at, _)| *paid < at)),
            cancelled,
            lines,
            discount_minor,
            shipping_minor: shipping(city.reach, goods_minor - discount_minor),
            cod_fee_minor: if is_cod { COD_FEE } else { 0 },
            note: self.dice.permille(NOTED).then(|| *self.dice.pick(&NOTES)),
            parcels: Vec::new(),
        };
        if order.cancelled.is_none() {
            order.parcels = self.parcels(&order, city, packed_at);
        }
        order
    }

    fn customer(&mut self) -> usize {
        if !self.customers.is_empty() && self.dice.permille(COMES_AGAIN) {
            // Of two throws the earlier: some come very often.
            return self.dice.below(self.customers.len()).min(self.dice.below(self.customers.len()));
        }
        let person = person(&self.dice);
        let city = places::city(&self.dice);
        let address = places::address(&self.dice, city, person.name());
        let serial = self.customers.len();
        let email = self.dice.permille(640).then(|| {
            let latin: String = person.name_en.to_lowercase().chars().filter(char::is_ascii_alphabetic).collect();
            format!("{latin}{serial}@example.com")
        });
        self.customers.push(PlannedCustomer { phone: phone(city.country, serial), person, email, city, address });
        serial
    }

    fn lines(&self, season: Season) -> Vec<PlannedLine> {
        let weights: Vec<u64> = GOODS.iter().map(|good| good.weight * taste(good.category, season)).collect();
        let mut lines: Vec<PlannedLine> = Vec::new();
        for _ in 0..=self.dice.weighted(&[52, 28, 14, 6]) {
            let good = &GOODS[self.dice.weighted(&weights)];
            if lines.iter().any(|line| line.good.sku == good.sku) {
                continue;
            }
            let many = matches!(good.category, Category::Coffee | Category::Dates);
            let quantity = if many { 1 + self.dice.weighted(&[60, 28, 12]) } else { 1 + self.dice.weighted(&[92, 8]) };
            let customisation = (!many && self.dice.permille(CUSTOMISED)).then(|| {
                let name = person(&self.dice).name_ar;
                format!("نقش الاسم: {}", name.split(' ').next().unwrap_or_default())
            });
            lines.push(PlannedLine { good, quantity: i64::try_from(quantity).unwrap_or(1), customisation });
        }
        lines
    }

    fn discount(&self, goods_minor: i64, season: Season) -> i64 {
        let (permille, percent) = match season {
            Season::WhiteFriday => (800, 25),
            Season::WhiteFridayWeek => (450, 20),
            Season::NationalDay => (500, 15),
            _ => (90, 10),
        };
        // In whole riyals, as shops do.
        if self.dice.permille(permille) { goods_minor * percent / 100 / 100 * 100 } else { 0 }
    }

    fn method(&self, city: &City) -> PaymentMethod {
        let [cod, transfer, card] = match city.reach {
            Reach::SameCity => [32, 5, 63],
            Reach::Major => [38, 5, 57],
            Reach::Outlying => [52, 4, 44],
            Reach::Abroad => [0, 3, 97],
        };
        [PaymentMethod::CashOnDelivery, PaymentMethod::BankTransfer, PaymentMethod::Card]
            [self.dice.weighted(&[cod, transfer, card])]
    }

    fn paid_at(&self, method: PaymentMethod, placed_at: Instant) -> Option<Instant> {
        match method {
            PaymentMethod::Card => Some(placed_at.plus_seconds(self.dice.between(5, 3 * MINUTE))),
            PaymentMethod::BankTransfer if !self.dice.permille(NEVER_TRANSFERRED) => {
                Some(placed_at.plus_seconds(self.dice.between(HOUR, 30 * HOUR)))
            }
            _ => None,
        }
    }

    /// Packed the same day when it comes before noon, else on the next day of work; White Friday leaves a backlog.
    fn packed_at(&self, ready_at: Instant) -> Instant {
        let day = ready_at.date_in(self.zone);
        let seconds = ready_at.seconds_since(day.starts_in(self.zone));
        let backlog = match season::season(day) {
            Season::WhiteFriday | Season::WhiteFridayWeek => self.dice.between(0, 2),
            _ => 0,
        };
        let is_same_day = season::is_working(day) && seconds < 12 * HOUR && backlog == 0;
        let on = if is_same_day { day } else { season::plus_working_days(day, 1 + backlog) };
        let (from, to) = if is_same_day { (13, 15) } else { (9, 14) };
        on.starts_in(self.zone).plus_seconds(self.dice.between(from * HOUR, to * HOUR))
    }

    fn cancelled(&self, placed_at: Instant, packed_at: Instant, is_unpaid: bool) -> Option<(Instant, &'static str)> {
        if is_unpaid {
            return Some((placed_at.plus_seconds(3 * DAY), "لم يصل التحويل البنكي خلال ثلاثة أيام"));
        }
        if !self.dice.permille(CANCELLED) {
            return None;
        }
        let room = (packed_at.seconds_since(placed_at) - 10 * MINUTE).max(MINUTE);
        Some((placed_at.plus_seconds(self.dice.between(MINUTE, room)), *self.dice.pick(&CANCEL_REASONS)))
    }

    fn parcels(&mut self, order: &PlannedOrder, city: &'static City, packed_at: Instant) -> Vec<PlannedParcel> {
        let all: Vec<usize> = (0..order.lines.len()).collect();
        let is_split = all.len() > 1 && self.dice.permille(SPLIT);
        let groups = if is_split { vec![all[..1].to_vec(), all[1..].to_vec()] } else { vec![all] };
        let mut parcels = Vec::new();
        for (place, lines) in groups.into_iter().enumerate() {
            self.parcels += 1;
            let carrier = Carrier::ALL[self.dice.weighted(&Carrier::weights(city.reach))];
            let is_cash_on_delivery = order.method == PaymentMethod::CashOnDelivery;
            let packed_at = if place == 0 { packed_at } else { self.packed_at(packed_at.plus_seconds(DAY)) };
            let errand = Errand { city, carrier, is_cash_on_delivery, packed_at, zone: self.zone };
            let steps = journey(&errand, &self.dice);
            parcels.push(PlannedParcel { carrier, tracking_number: carrier.number(self.parcels), lines, steps });
        }
        parcels
    }
}

const NOTES: [&str; 5] = [
    "أرجو التغليف كهدية",
    "يرجى التوصيل بعد صلاة العصر",
    "أرجو عدم وضع الفاتورة داخل الصندوق",
    "الرجاء إرفاق بطاقة تهنئة",
    "اتركوا الشحنة عند الحارس",
];

const CANCEL_REASONS: [&str; 4] =
    ["غيّر العميل رأيه", "طلب مكرر", "العنوان خارج نطاق التوصيل", "نفدت الكمية من المخزون"];

/// Halalas, VAT included.
fn shipping(reach: Reach, basket_minor: i64) -> i64 {
    match reach {
        Reach::Abroad => 6_500,
        _ if basket_minor >= FREE_SHIPPING_FROM => 0,
        Reach::SameCity => 1_800,
        Reach::Major => 2_500,
        Reach::Outlying => 2_900,
    }
}

fn taste(category: Category, season: Season) -> u64 {
    match (season, category) {
        (Season::Ramadan, Category::Dates | Category::Home) => 20,
        (Season::RamadanEnd | Season::BeforeAdha, Category::Clothes | Category::Perfume) => 22,
        (Season::Ramadan | Season::RamadanEnd, Category::Coffee) => 15,
        _ => 10,
    }
}

/// A mobile number in the plan of `country`, its middle digits zeros so that it is nobody's but by accident.
fn phone(country: &str, serial: usize) -> String {
    let (block, four) = (serial / 10_000 % 10, serial % 10_000);
    match country {
        "AE" => format!("+97150{block}00{four:04}"),
        "KW" => format!("+9655{block}00{four:04}"),
        "QA" => format!("+9743{block}00{four:04}"),
        "BH" => format!("+9733{block}00{four:04}"),
        "OM" => format!("+9689{block}00{four:04}"),
        _ => format!("+9665{block}000{four:04}"),
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
