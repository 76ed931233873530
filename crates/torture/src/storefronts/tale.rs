//! What happens to an order in its storefront, told in one to six tellings: pure, drawn from a seed. Two things never
//! happen here, because the product documents that it does not follow them: lines change once something is paid, and
//! money that came in is told away again.

use wasl_base::SeededChance;

/// A make of storefronts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Make {
    Shopify,
    WooCommerce,
}

/// Connected storefronts: make, the word for it on the command line, and what opens the references of its orders.
pub const DOORS: [(Make, &str, &str); 4] = [
    (Make::Shopify, "shopify", "shopify"),
    (Make::WooCommerce, "woocommerce", "woocommerce"),
    (Make::Shopify, "shopify", "shopify-2"),
    (Make::WooCommerce, "woocommerce", "woocommerce-2"),
];

/// Cities that orders go to.
pub const CITIES: [&str; 8] = ["الرياض", "جدة", "مكة المكرمة", "الدمام", "أبها", "تبوك", "Kuwait City", "Al Khobar"];
pub const NAMES: [&str; 6] = ["نورة العتيبي", "عبد الله الشهري", "فاطمة الزهراء", "Sara Khan", "محمد آل سعود", "ريم"];
const NOTES: [&str; 3] = ["اتصلوا قبل الوصول", "leave it with the guard", "الدور الثاني، شقة ٤"];
/// Code and decimals.
const COINS: [(&str, u32); 3] = [("SAR", 2), ("KWD", 3), ("USD", 2)];
/// The first id of each storefront: all count alike, so that numbers meet.
const FIRST_ID: u64 = 1_001;
/// Tellings of one order.
const TELLINGS_MAX: u64 = 6;
/// Seconds between two tellings that are not within one second.
const STEP_SECONDS_MAX: u64 = 9_000;
/// Seconds before now within which live orders are placed, and long before which history was.
const LIVE_SECONDS: i64 = 4 * 86_400;
const HISTORY_SECONDS: i64 = 40 * 86_400;

/// How an order is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    Card,
    Bank,
    Later,
    Cash,
}

#[derive(Clone, Debug)]
pub struct Tale {
    /// Place in [`DOORS`].
    pub door: usize,
    pub id: u64,
    pub coin: &'static str,
    pub decimals: u32,
    pub means: Means,
    /// Are prices told with tax in them? Always before tax for WooCommerce.
    pub is_taxed_within: bool,
    pub name: &'static str,
    pub buyer: u64,
    /// Seconds of the Unix epoch.
    pub created: i64,
    pub tellings: Vec<Telling>,
}

/// What a telling is sent for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    Created,
    Changed,
    Paid,
    Cancelled,
    Restored,
    Deleted,
}

/// The whole order as it stands at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    pub why: Why,
    /// Seconds of the Unix epoch: when the storefront changed it.
    pub at: i64,
    pub city: &'static str,
    pub note: Option<&'static str>,
    /// Digits behind +9665.
    pub phone: u64,
    pub lines: Vec<Line>,
    /// Minor units.
    pub shipping: i64,
    /// A fee; what it takes off when it is negative.
    pub fee: i64,
    /// What the storefront's total has beyond its parts: a tip, or what it rounded otherwise.
    pub rest: i64,
    pub paid: i64,
    /// Ticked off as paid, whatever came in.
    pub is_ticked: bool,
    pub is_off: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub id: u64,
    pub quantity: i64,
    pub price: i64,
    /// Off the line as a whole.
    pub off: i64,
    pub is_taxed: bool,
}

impl Tale {
    pub fn make(&self) -> Make {
        DOORS[self.door].0
    }

    /// Under which the order stands with us.
    pub fn reference(&self) -> String {
        format!("{}:{}", DOORS[self.door].2, self.id)
    }

    /// What the storefront says the tax is: 15 in 115 or on 100, half up.
    pub fn tax(&self, telling: &Telling) -> i64 {
        let taxed: i64 = telling.lines.iter().filter(|line| line.is_taxed).map(Line::total).sum();
        let base = taxed + telling.shipping + telling.fee.max(0);
        if self.is_taxed_within { (base * 30 + 115) / 230 } else { (base * 30 + 100) / 200 }
    }

    pub fn total(&self, telling: &Telling) -> i64 {
        let goods: i64 = telling.lines.iter().map(Line::total).sum();
        let tax = if self.is_taxed_within { 0 } else { self.tax(telling) };
        goods + telling.shipping + telling.fee + tax + telling.rest
    }
}

impl Line {
    pub fn total(&self) -> i64 {
        self.price * self.quantity - self.off
    }
}

/// One order; `number` counts those of all doors, `now` is in seconds of the Unix epoch.
pub fn tell(chance: &SeededChance, number: u64, now: i64) -> Tale {
    let door = usize::try_from(number % DOORS.len() as u64).unwrap_or(0);
    let (coin, decimals) = COINS[[0, 0, 0, 0, 1, 2][pick(chance, 6)]];
    let is_woo = DOORS[door].0 == Make::WooCommerce;
    let age = if one_in(chance, 10) { HISTORY_SECONDS } else { LIVE_SECONDS };
    let mut tale = Tale {
        door,
        id: FIRST_ID + number / DOORS.len() as u64,
        coin,
        decimals,
        means: [Means::Card, Means::Card, Means::Bank, Means::Later, Means::Cash][pick(chance, 5)],
        is_taxed_within: !is_woo && !one_in(chance, 5),
        name: NAMES[pick(chance, NAMES.len())],
        buyer: chance.below(number / 3 + 10),
        created: now - age - whole(chance.below(86_400)),
        tellings: Vec::new(),
    };
    tale.tellings.push(first(chance, &tale));
    let count = 1 + chance.below(TELLINGS_MAX);
    while tale.tellings.len() as u64 != count {
        let Some(next) = next(chance, &tale) else { break };
        tale.tellings.push(next);
    }
    tale
}

fn first(chance: &SeededChance, tale: &Tale) -> Telling {
    let is_free = one_in(chance, 25);
    let is_woo = tale.make() == Make::WooCommerce;
    let mut telling = Telling {
        why: Why::Created,
        at: tale.created,
        city: CITIES[pick(chance, CITIES.len())],
        note: one_in(chance, 3).then(|| NOTES[pick(chance, NOTES.len())]),
        phone: 10_000_000 + tale.buyer,
        lines: lines(chance, is_free),
        shipping: if is_free || one_in(chance, 3) { 0 } else { 1_500 + whole(chance.below(2_000)) },
        fee: 0,
        rest: 0,
        paid: 0,
        is_ticked: is_free,
        is_off: false,
    };
    let goods: i64 = telling.lines.iter().map(Line::total).sum();
    if is_woo && goods > 2_000 && one_in(chance, 5) {
        telling.fee = if tale.means == Means::Cash || one_in(chance, 2) { 1_150 } else { -500 };
    }
    if goods > 2_000 {
        telling.rest = [0, 0, 0, 0, 1, -1, 500][pick(chance, 7)];
    }
    if !is_free && one_in(chance, 5) {
        pay(tale, &mut telling, 1);
    }
    telling
}

fn lines(chance: &SeededChance, is_free: bool) -> Vec<Line> {
    let count = if one_in(chance, 12) { 1 + chance.below(20) } else { 1 + chance.below(3) };
    let line = |id| {
        let (quantity, price) = (1 + whole(chance.below(3)), whole(chance.below(40_000)));
        let off = match chance.below(5) {
            _ if is_free => price * quantity,
            0 => price * quantity / 10,
            _ => 0,
        };
        Line { id, quantity, price, off, is_taxed: !one_in(chance, 8) }
    };
    (1..=count).map(line).collect()
}

/// What comes after the last telling; none when nothing can.
fn next(chance: &SeededChance, tale: &Tale) -> Option<Telling> {
    let before = tale.tellings.last()?;
    let mut now = before.clone();
    now.why = Why::Changed;
    if before.why == Why::Deleted {
        return None;
    }
    let is_free = tale.total(before) == 0;
    if before.is_off {
        if one_in(chance, 3) {
            return None;
        }
        (now.why, now.is_off) = (Why::Restored, false);
        if one_in(chance, 2) {
            move_on(chance, &mut now);
        }
        if before.paid == 0 && !is_free && one_in(chance, 3) {
            change_lines(chance, &mut now);
        }
    } else {
        match chance.below(100) {
            0..32 => move_on(chance, &mut now),
            32..52 if before.paid == 0 && !before.is_ticked && !is_free => change_lines(chance, &mut now),
            52..62 if tale.make() == Make::Shopify && tale.means != Means::Cash => pay(tale, &mut now, 2),
            52..80 => pay(tale, &mut now, 1),
            80..96 => {
                (now.why, now.is_off) = (Why::Cancelled, true);
                if one_in(chance, 4) {
                    move_on(chance, &mut now);
                    now.why = Why::Cancelled;
                }
            }
            96..100 if tale.make() == Make::WooCommerce => now.why = Why::Deleted,
            _ => move_on(chance, &mut now),
        }
    }
    let is_tie = one_in(chance, 7) && may_tie(tale, &now);
    now.at += if is_tie { 0 } else { 1 + whole(chance.below(STEP_SECONDS_MAX)) };
    let is_news = Telling { at: before.at, why: before.why, ..now.clone() } != *before;
    (is_news || now.why == Why::Deleted).then_some(now)
}

/// Within one second money may not have come in with something that is less far on: nobody can say what was first.
fn may_tie(tale: &Tale, now: &Telling) -> bool {
    let Some(before) = tale.tellings.last() else { return false };
    let mut same = tale.tellings.iter().filter(|one| one.at == before.at);
    now.paid == before.paid || same.all(|one| !one.is_off && (one.paid == 0 || is_whole(tale, now)))
}

fn is_whole(tale: &Tale, telling: &Telling) -> bool {
    telling.paid == tale.total(telling)
}

/// Elsewhere; sometimes with another telephone and another note.
fn move_on(chance: &SeededChance, now: &mut Telling) {
    now.city = CITIES[pick(chance, CITIES.len())];
    if one_in(chance, 4) {
        now.phone = 20_000_000 + chance.below(9_000_000);
    }
    if one_in(chance, 4) {
        now.note = (!one_in(chance, 3)).then(|| NOTES[pick(chance, NOTES.len())]);
    }
}

fn change_lines(chance: &SeededChance, now: &mut Telling) {
    if one_in(chance, 2) {
        let place = pick(chance, now.lines.len());
        now.lines[place].quantity += 1 + whole(chance.below(3));
    } else {
        now.lines = lines(chance, false);
    }
    let goods: i64 = now.lines.iter().map(Line::total).sum();
    if goods <= 2_000 {
        (now.fee, now.rest) = (0, 0);
    }
}

/// The whole, or a `part`-th of what is open. Cash is only ticked off.
fn pay(tale: &Tale, now: &mut Telling, part: i64) {
    let open = tale.total(now) - now.paid;
    now.why = if now.why == Why::Created { Why::Created } else { Why::Paid };
    if tale.means == Means::Cash {
        now.is_ticked = true;
    } else if part == 1 || open < 10 {
        (now.paid, now.is_ticked) = (now.paid + open, true);
    } else {
        now.paid += open / part;
    }
}

pub fn pick(chance: &SeededChance, count: usize) -> usize {
    usize::try_from(chance.below(count as u64)).unwrap_or(0)
}

pub fn one_in(chance: &SeededChance, count: u64) -> bool {
    chance.below(count) == 0
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_history_is_told_and_none_that_cannot_be_followed() {
        let chance = SeededChance::new(7);
        let tales: Vec<Tale> = (0..4_000).map(|number| tell(&chance, number, 1_795_338_000)).collect();
        let any = |fits: &dyn Fn(&Tale) -> bool| assert!(tales.iter().any(fits));
        any(&|tale| tale.tellings.len() == 6);
        any(&|tale| tale.coin == "KWD" && tale.means == Means::Bank);
        any(&|tale| tale.total(&tale.tellings[0]) == 0);
        any(&|tale| tale.tellings.iter().any(|one| one.lines.len() == 20));
        for why in [Why::Changed, Why::Paid, Why::Cancelled, Why::Restored, Why::Deleted] {
            any(&|tale| tale.tellings.iter().any(|one| one.why == why));
        }
        any(&|tale| tale.tellings.windows(2).any(|two| two[0].at == two[1].at && two[1].is_off && !two[0].is_off));
        for tale in &tales {
            for two in tale.tellings.windows(2) {
                assert!(two[0].at <= two[1].at && two[0].paid <= two[1].paid, "{tale:?}");
                assert!(two[0].paid == 0 || two[0].lines == two[1].lines, "{tale:?}");
            }
            assert!(tale.tellings.iter().all(|one| tale.total(one) >= 0 && one.paid <= tale.total(one)), "{tale:?}");
        }
    }

    #[test]
    fn the_same_seed_tells_the_same() {
        let all = |seed| {
            let chance = SeededChance::new(seed);
            (0..50).map(|number| format!("{:?}", tell(&chance, number, 1_795_338_000))).collect::<Vec<_>>()
        };
        assert_eq!(all(3), all(3));
        assert_ne!(all(3), all(4));
    }
}
