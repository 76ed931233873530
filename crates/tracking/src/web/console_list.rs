//! What the console's list of parcels was asked for: a filter, days, a lane; and the address of each such list.

use crate::Shipment;
use crate::error::TrackingError;
use crate::read::{Delivered, ShipmentFilter, Verdict, list_delivered, list_shipments};
use serde::Deserialize;
use wasl_base::{CalendarDate, ShipmentId, ShopId};
use wasl_db::Read;
use wasl_events::Lane;
use wasl_platform::Cursor;
use wasl_platform::web::encode;

/// Where cursors count days from, and the reach of the calendar around it.
const EPOCH: (i16, i8, i8) = (1970, 1, 1);
const DAYS_MAX: i64 = 2_900_000;

#[derive(Default, Deserialize)]
pub struct ListQuery {
    filter: Option<String>,
    /// First day of the hand-over, by the shop's calendar.
    delivered_from: Option<String>,
    /// The day after the last.
    delivered_to: Option<String>,
    lane_from: Option<String>,
    lane_to: Option<String>,
}

/// The question, understood.
pub struct Asked {
    /// The filter's word; empty for all.
    pub word: &'static str,
    pub days: Option<(CalendarDate, CalendarDate)>,
    pub lane: Option<Lane>,
    today: CalendarDate,
}

/// What can be asked for: the word in the address, and whether it stands among the tabs.
pub const WORDS: [(&str, bool); 9] = [
    ("", true),
    ("waiting", true),
    ("open", true),
    ("late", true),
    ("trouble", true),
    ("delivered", true),
    ("came_late", true),
    ("on_time", false),
    ("promised", false),
];

impl ListQuery {
    pub fn asked(&self, today: CalendarDate) -> Result<Asked, TrackingError> {
        let word = self.filter.as_deref().unwrap_or("");
        let word = WORDS.iter().find(|(known, _)| *known == word).map_or("", |(known, _)| known);
        let from = day("/delivered_from", self.delivered_from.as_deref())?;
        let to = day("/delivered_to", self.delivered_to.as_deref())?;
        let lane = match (filled(&self.lane_from), filled(&self.lane_to)) {
            (Some(from), Some(to)) => Some(Lane { from: from.to_owned(), to: to.to_owned() }),
            _ => None,
        };
        Ok(Asked { word, days: from.zip(to.map(|after| after.plus_days(-1))), lane, today })
    }
}

fn filled(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !text.is_empty() && !wasl_base::has_nul(text))
}

fn day(field: &str, text: Option<&str>) -> Result<Option<CalendarDate>, TrackingError> {
    let wrong = |_| TrackingError::Invalid { field: field.to_owned() };
    text.filter(|text| !text.is_empty()).map(|text| text.parse().map_err(wrong)).transpose()
}

fn epoch() -> CalendarDate {
    CalendarDate::new(EPOCH.0, EPOCH.1, EPOCH.2).unwrap_or_else(|_| unreachable!("a day of the calendar"))
}

impl Asked {
    fn verdict(&self) -> Option<Verdict> {
        match self.word {
            "delivered" => Some(Verdict::Any),
            "promised" => Some(Verdict::Promised),
            "on_time" => Some(Verdict::OnTime),
            "came_late" => Some(Verdict::CameLate),
            _ => None,
        }
    }

    /// Is it a list by the day of the hand-over?
    pub fn is_delivered(&self) -> bool {
        self.verdict().is_some()
    }

    pub async fn find(
        &self,
        read: &mut Read,
        shop: ShopId,
        cursor: Option<Cursor>,
        limit: i64,
    ) -> Result<Vec<Shipment>, TrackingError> {
        let before = cursor.map(|cursor| ShipmentId::from_number(cursor.minor));
        if let Some(verdict) = self.verdict() {
            let (first, last) = self.days.unwrap_or((epoch(), self.today));
            let reached = cursor.map(|cursor| {
                let days = cursor.major.clamp(0, DAYS_MAX);
                epoch().plus_days(i32::try_from(days).unwrap_or(0))
            });
            let last = reached.map_or(last, |day| day.min(last));
            let asked = Delivered { first, last, verdict, lane: self.lane.clone() };
            return list_delivered(read, shop, &asked, before, limit).await;
        }
        let filter = match self.word {
            "waiting" => ShipmentFilter::Waiting,
            "open" => ShipmentFilter::Open,
            "late" => ShipmentFilter::Late { today: self.today },
            "trouble" => ShipmentFilter::Trouble,
            _ => ShipmentFilter::All,
        };
        list_shipments(read, shop, filter, before, limit).await
    }

    /// The place in this list behind a parcel.
    pub fn cursor(&self, one: &Shipment) -> Cursor {
        let days = one.delivered_on.filter(|_| self.is_delivered()).map_or(0, |day| day.days_since(epoch()));
        Cursor::new(days.into(), one.id.number())
    }

    /// The query of this list under another filter, or of its next page. Days and lane belong to what was delivered.
    pub fn query(&self, word: &str, cursor: &str) -> String {
        let mut parts = Vec::new();
        let mut add = |name: &str, value: &str| {
            if !value.is_empty() {
                parts.push(format!("{name}={}", encode(value)));
            }
        };
        add("filter", word);
        let is_delivered = matches!(word, "delivered" | "promised" | "on_time" | "came_late");
        if let (true, Some((first, last))) = (is_delivered, self.days) {
            add("delivered_from", &first.to_string());
            add("delivered_to", &last.plus_days(1).to_string());
        }
        if let (true, Some(lane)) = (is_delivered, &self.lane) {
            add("lane_from", &lane.from);
            add("lane_to", &lane.to);
        }
        add("cursor", cursor);
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }
}
