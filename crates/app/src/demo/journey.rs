//! A parcel's way from the shelf to the door, scan by scan, as its carrier would tell it. Pure: the dice are given.

use super::dice::Dice;
use super::places::{City, Reach};
use super::season;
use wasl_base::{CalendarDate, Instant, Lang, Zone};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

/// One thing that happens to a parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scan {
    LabelMade,
    PickedUp,
    Departed,
    Customs,
    AtHub,
    Delayed,
    InCity,
    OutForDelivery,
    NoAnswer,
    Refused,
    Delivered,
    ReturnBegun,
    Returned,
    Lost,
}

impl Scan {
    pub const ALL: [Self; 14] = [
        Self::LabelMade,
        Self::PickedUp,
        Self::Departed,
        Self::Customs,
        Self::AtHub,
        Self::Delayed,
        Self::InCity,
        Self::OutForDelivery,
        Self::NoAnswer,
        Self::Refused,
        Self::Delivered,
        Self::ReturnBegun,
        Self::Returned,
        Self::Lost,
    ];

    /// The carrier's own code.
    pub fn code(self) -> &'static str {
        match self {
            Self::LabelMade => "LBL",
            Self::PickedUp => "PU",
            Self::Departed => "DEP",
            Self::Customs => "CUS",
            Self::AtHub => "HUB",
            Self::Delayed => "DLY",
            Self::InCity => "ARR",
            Self::OutForDelivery => "OFD",
            Self::NoAnswer => "NDR",
            Self::Refused => "REF",
            Self::Delivered => "POD",
            Self::ReturnBegun => "RTO",
            Self::Returned => "RTS",
            Self::Lost => "LST",
        }
    }

    /// The carrier's own words.
    pub fn text(self, lang: Lang) -> &'static str {
        let (ar, en) = match self {
            Self::LabelMade => ("تم إنشاء بوليصة الشحن", "Shipping label created"),
            Self::PickedUp => ("استلمنا الشحنة من المتجر", "Picked up from the shop"),
            Self::Departed => ("غادرت الشحنة مركز الفرز", "Departed from the sorting centre"),
            Self::Customs => ("الشحنة في التخليص الجمركي", "In customs clearance"),
            Self::AtHub => ("وصلت مركز الفرز", "Arrived at the sorting centre"),
            Self::Delayed => ("تأخرت الشحنة بسبب ضغط العمل", "Delayed by a high volume of parcels"),
            Self::InCity => ("وصلت إلى مدينتك", "Arrived in your city"),
            Self::OutForDelivery => ("خرجت مع المندوب للتوصيل", "Out for delivery with the courier"),
            Self::NoAnswer => ("لم يتم الرد على اتصال المندوب", "The courier's call was not answered"),
            Self::Refused => ("رفض العميل استلام الشحنة", "Refused by the recipient"),
            Self::Delivered => ("تم التسليم", "Delivered"),
            Self::ReturnBegun => ("الشحنة في طريق العودة إلى المتجر", "On its way back to the shop"),
            Self::Returned => ("أعيدت الشحنة إلى المتجر", "Returned to the shop"),
            Self::Lost => ("تعذر العثور على الشحنة", "The parcel could not be found"),
        };
        match lang {
            Lang::Ar => ar,
            Lang::En => en,
        }
    }
}

/// A scan at its instant; `is_far` tells whether it was made in the recipient's city or at home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub at: Instant,
    pub scan: Scan,
    pub is_far: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Carrier {
    Smsa,
    Aramex,
    Jt,
    Spl,
}

/// How a carrier works on the way to a place.
struct Habits {
    /// Working days from the line haul to the first attempt, at best.
    days: i64,
    /// Permille of parcels that lose a day or more.
    late: u64,
    /// Permille of attempts that find nobody.
    missed: u64,
}

impl Carrier {
    pub const ALL: [Self; 4] = [Self::Smsa, Self::Aramex, Self::Jt, Self::Spl];

    pub fn code(self) -> &'static str {
        match self {
            Self::Smsa => "smsa",
            Self::Aramex => "aramex",
            Self::Jt => "jt",
            Self::Spl => "spl",
        }
    }

    /// How the shop shares its parcels out, by where they go.
    pub fn weights(reach: Reach) -> [u64; 4] {
        match reach {
            Reach::SameCity => [40, 15, 30, 15],
            Reach::Major => [35, 25, 25, 15],
            Reach::Outlying => [30, 15, 10, 45],
            Reach::Abroad => [20, 75, 0, 5],
        }
    }

    fn habits(self, reach: Reach) -> Habits {
        let (days, late, missed) = match (self, reach) {
            (Self::Smsa, Reach::SameCity) => (0, 30, 70),
            (Self::Smsa, Reach::Major) => (1, 60, 80),
            (Self::Smsa, Reach::Outlying) => (2, 110, 90),
            (Self::Aramex, Reach::SameCity) => (0, 50, 90),
            (Self::Aramex, Reach::Major) => (1, 80, 90),
            (Self::Aramex, Reach::Outlying) => (3, 140, 110),
            (Self::Jt, Reach::SameCity) => (0, 80, 130),
            (Self::Jt, Reach::Major) => (1, 150, 140),
            (Self::Jt, Reach::Outlying) => (3, 260, 160),
            (Self::Spl, Reach::SameCity) => (1, 60, 60),
            (Self::Spl, Reach::Major) => (2, 90, 70),
            (Self::Spl, Reach::Outlying) => (2, 130, 80),
            (Self::Aramex, Reach::Abroad) => (3, 120, 80),
            (_, Reach::Abroad) => (4, 190, 90),
        };
        Habits { days, late, missed }
    }

    /// A tracking number in the shape this carrier prints, unique by `serial`.
    pub fn number(self, serial: usize) -> String {
        match self {
            Self::Smsa => format!("29{serial:010}"),
            Self::Aramex => format!("5{serial:09}"),
            Self::Jt => format!("JTE{serial:012}"),
            Self::Spl => format!("SP{serial:09}SA"),
        }
    }
}

/// Working days promised from the day of the order.
pub fn promised_days(reach: Reach) -> i64 {
    match reach {
        Reach::SameCity => 2,
        Reach::Major => 3,
        Reach::Outlying => 5,
        Reach::Abroad => 7,
    }
}

/// What decides a parcel's fate beside its carrier.
pub struct Errand<'a> {
    pub city: &'a City,
    pub carrier: Carrier,
    pub is_cash_on_delivery: bool,
    /// When the goods lie packed.
    pub packed_at: Instant,
    pub zone: &'a Zone,
}

/// Permille of cash-on-delivery parcels refused at the door, and of prepaid ones nobody ever takes.
const REFUSED_COD_PERMILLE: u64 = 85;
const REFUSED_PREPAID_PERMILLE: u64 = 9;
const LOST_PERMILLE: u64 = 3;
const ATTEMPTS_MAX: usize = 3;

/// Every scan of a parcel, in the order of time, from the label to its end.
pub fn journey(errand: &Errand<'_>, dice: &Dice) -> Vec<Step> {
    let mut road = Road { errand, dice, steps: Vec::new() };
    road.step(errand.packed_at, Scan::LabelMade, false);
    let habits = errand.carrier.habits(errand.city.reach);
    let arrived = road.line_haul(&habits);
    if dice.permille(LOST_PERMILLE) {
        road.step(road.hours_after(2 * 24, 12), Scan::Lost, true);
        return road.steps;
    }
    road.last_mile(&habits, arrived);
    road.steps
}

struct Road<'a> {
    errand: &'a Errand<'a>,
    dice: &'a Dice,
    steps: Vec<Step>,
}

impl Road<'_> {
    fn step(&mut self, at: Instant, scan: Scan, is_far: bool) {
        debug_assert!(self.steps.last().is_none_or(|last| last.at <= at), "{scan:?}");
        self.steps.push(Step { at, scan, is_far });
    }

    fn last(&self) -> Instant {
        self.steps.last().map_or(self.errand.packed_at, |step| step.at)
    }

    fn hours_after(&self, middle: i64, spread: i64) -> Instant {
        self.last().plus_seconds(HOUR / 2 + self.dice.about(middle * HOUR, spread * HOUR))
    }

    fn day_of(&self, at: Instant) -> CalendarDate {
        at.date_in(self.errand.zone)
    }

    /// Between two hours of a day, by the clock on the wall.
    fn on(&self, day: CalendarDate, from_hour: i64, to_hour: i64) -> Instant {
        let minutes = self.dice.between(from_hour * 60, to_hour * 60 - 1);
        day.starts_in(self.errand.zone).plus_seconds(minutes * MINUTE)
    }

    /// Collection, the road, and the day on which the parcel lies ready for its courier.
    fn line_haul(&mut self, habits: &Habits) -> CalendarDate {
        let mut day = season::next_working(self.day_of(self.last()));
        let mut picked_up = self.on(day, 15, 19);
        if picked_up <= self.last() {
            day = season::next_working(day.plus_days(1));
            picked_up = self.on(day, 15, 19);
        }
        self.step(picked_up, Scan::PickedUp, false);
        let is_near = self.errand.city.reach == Reach::SameCity;
        if !is_near {
            self.step(self.hours_after(4, 2), Scan::Departed, false);
        }
        let is_late = self.dice.permille(habits.late);
        let lost_days = if is_late { self.dice.between(1, 3) } else { 0 };
        let arrival = season::plus_working_days(day, habits.days + lost_days);
        if self.errand.city.reach == Reach::Abroad {
            self.step(self.hours_after(20, 6), Scan::Customs, true);
        } else {
            self.step(self.hours_after(9, 4), Scan::AtHub, !is_near);
        }
        if is_late {
            self.step(self.hours_after(12, 5), Scan::Delayed, !is_near);
        }
        if !is_near {
            // Early in the morning of the day of delivery, unless the road itself took longer.
            let at = self.on(season::next_working(arrival.plus_days(1)), 4, 7).max(self.hours_after(1, 1));
            self.step(at, Scan::InCity, true);
        }
        season::next_working(arrival.plus_days(1)).max(self.day_of(self.last()))
    }

    fn last_mile(&mut self, habits: &Habits, first_day: CalendarDate) {
        let refusal = if self.errand.is_cash_on_delivery { REFUSED_COD_PERMILLE } else { REFUSED_PREPAID_PERMILLE };
        let will_refuse = self.dice.permille(refusal);
        let mut day = season::next_working(first_day);
        for attempt in 1..=ATTEMPTS_MAX {
            let mut out = self.on(day, 8, 11);
            if out <= self.last() {
                day = season::next_working(day.plus_days(1));
                out = self.on(day, 8, 11);
            }
            self.step(out, Scan::OutForDelivery, true);
            let at_the_door = self.on(day, 12, 22);
            if self.dice.permille(habits.missed) && attempt < ATTEMPTS_MAX {
                self.step(at_the_door, Scan::NoAnswer, true);
                day = season::next_working(day.plus_days(1));
                continue;
            }
            if !will_refuse {
                return self.step(at_the_door, Scan::Delivered, true);
            }
            self.step(at_the_door, Scan::Refused, true);
            return self.way_back();
        }
    }

    fn way_back(&mut self) {
        let day = season::next_working(self.day_of(self.last()).plus_days(1));
        self.step(self.on(day, 9, 13), Scan::ReturnBegun, true);
        let back = season::plus_working_days(day, self.dice.between(2, 6));
        self.step(self.on(back, 10, 16), Scan::Returned, false);
    }
}

#[cfg(test)]
mod tests {
    use super::super::places::CITIES;
    use super::*;

    #[test]
    fn scans_come_in_order_and_no_bell_rings_on_a_day_of_rest() {
        let (dice, zone) = (Dice::new(3), "Asia/Riyadh".parse::<Zone>().expect("zone"));
        let start: CalendarDate = "2026-03-01".parse().expect("date");
        for round in 0..4_000 {
            let errand = Errand {
                city: &CITIES[round % CITIES.len()],
                carrier: Carrier::ALL[round % 4],
                is_cash_on_delivery: round % 3 == 0,
                packed_at: start.starts_in(&zone).plus_seconds(dice.between(0, 90 * 24) * HOUR),
                zone: &zone,
            };
            let steps = journey(&errand, &dice);
            assert!(steps.windows(2).all(|pair| pair[0].at <= pair[1].at), "{steps:?}");
            let at_the_door = [Scan::OutForDelivery, Scan::Delivered, Scan::NoAnswer, Scan::Refused, Scan::PickedUp];
            for step in &steps {
                let rests = !season::is_working(step.at.date_in(&zone));
                assert!(!(rests && at_the_door.contains(&step.scan)), "{step:?}");
            }
            let end = steps.last().expect("an end").scan;
            assert!(matches!(end, Scan::Delivered | Scan::Returned | Scan::Lost), "{end:?}");
        }
    }

    #[test]
    fn codes_are_distinct() {
        let mut codes: Vec<_> = Scan::ALL.iter().map(|scan| scan.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Scan::ALL.len());
    }
}
