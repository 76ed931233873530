//! Days and times of day. Day before month in both languages, no comma between weekday and day: the shape the region
//! reads fastest. Months and weekdays are named by CLDR; Hijri days are Umm al-Qura's.

use crate::locale::{Calendar, Locale};
use crate::names;
use crate::numbers::bare;
use icu::calendar::Date;
use icu::calendar::cal::Hijri;
use wasl_base::{CalendarDate, Instant, Lang};

/// A day taken apart in one calendar.
struct Parts {
    year: i32,
    month: u8,
    day: u8,
}

impl Locale {
    /// Weekday, day and month in the locale's calendar: `الأحد 22 نوفمبر`, `Sunday 22 November`.
    pub fn date(&self, d: CalendarDate) -> String {
        format!("{} {}", self.weekday_name(d), self.day_month(d, self.calendar))
    }

    /// The same with the year: `الأحد 22 نوفمبر 2026`, `الأحد 12 جمادى الآخرة 1448 هـ`.
    pub fn date_long(&self, d: CalendarDate) -> String {
        format!("{} {}", self.date(d), self.year(d, self.calendar))
    }

    /// Day and month in figures: `22/11`.
    pub fn date_short(&self, d: CalendarDate) -> String {
        let parts = parts(d, self.calendar);
        self.digits_of(&format!("{}/{}", parts.day, parts.month))
    }

    /// Umm al-Qura day and month, whatever the locale's calendar: `1 رمضان`.
    pub fn hijri(&self, d: CalendarDate) -> String {
        self.day_month(d, Calendar::UmmAlQura)
    }

    /// The same with the year: `1 رمضان 1445 هـ`, `1 Ramadan 1445 AH`.
    pub fn hijri_long(&self, d: CalendarDate) -> String {
        format!("{} {}", self.hijri(d), self.year(d, Calendar::UmmAlQura))
    }

    /// Date and time of day in the locale's zone: `الأحد 22 نوفمبر، 9:40 ص`.
    pub fn instant(&self, i: Instant) -> String {
        let comma = if self.lang == Lang::Ar { "،" } else { "," };
        format!("{}{comma} {}", self.date(i.date_in(&self.zone)), self.time(i))
    }

    /// Time of day in the locale's zone, twelve hours: `9:40 ص`, `9:40 AM`.
    pub fn time(&self, i: Instant) -> String {
        let civil = i.civil(&self.zone);
        let half = match (self.lang, civil.hour() < 12) {
            (Lang::Ar, true) => "ص",
            (Lang::Ar, false) => "م",
            (Lang::En, true) => "AM",
            (Lang::En, false) => "PM",
        };
        let hour = (civil.hour() + 11) % 12 + 1;
        format!("{} {half}", self.digits_of(&format!("{hour}:{:02}", civil.minute())))
    }

    /// The month of a day in the locale's calendar: `نوفمبر`, `رمضان`.
    pub fn month_name(&self, d: CalendarDate) -> String {
        names::month(self.lang, self.calendar, parts(d, self.calendar).month).to_owned()
    }

    /// The month with its year, for headings: `نوفمبر 2026`.
    pub fn month_year(&self, d: CalendarDate) -> String {
        format!("{} {}", self.month_name(d), self.year(d, self.calendar))
    }

    /// `الأحد`, `Sunday`.
    pub fn weekday_name(&self, d: CalendarDate) -> String {
        let from_sunday = d.civil().weekday().to_sunday_zero_offset();
        names::weekday(self.lang, usize::from(from_sunday.unsigned_abs())).to_owned()
    }

    fn day_month(&self, d: CalendarDate, calendar: Calendar) -> String {
        let parts = parts(d, calendar);
        format!("{} {}", bare(self.variant(), parts.day.into()), names::month(self.lang, calendar, parts.month))
    }

    fn year(&self, d: CalendarDate, calendar: Calendar) -> String {
        let year = bare(self.variant(), parts(d, calendar).year.into());
        match (calendar, self.lang) {
            (Calendar::Gregorian, _) => year,
            (Calendar::UmmAlQura, Lang::Ar) => format!("{year} هـ"),
            (Calendar::UmmAlQura, Lang::En) => format!("{year} AH"),
        }
    }
}

fn parts(d: CalendarDate, calendar: Calendar) -> Parts {
    let civil = d.civil();
    let (year, month, day) = (i32::from(civil.year()), civil.month().unsigned_abs(), civil.day().unsigned_abs());
    if calendar == Calendar::Gregorian {
        return Parts { year, month, day };
    }
    let gregorian = Date::try_new_gregorian(year, month, day)
        .unwrap_or_else(|fault| unreachable!("a civil date is a Gregorian one: {fault}"));
    let hijri = gregorian.to_calendar(Hijri::new_umm_al_qura());
    Parts { year: hijri.year().extended_year(), month: hijri.month().number(), day: hijri.day_of_month().0 }
}
