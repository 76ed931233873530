//! A parcel's way as its customer is shown it: which cities it passed, and its scans with repeated ones folded. Pure.

use crate::model::{SeenScan, Shipment};
use crate::places::{Place, find_place};
use wasl_base::{Instant, Zone};

/// Cities of a way at most: where it began and the newest.
const STOPS_MAX: usize = 8;

/// The cities that are known, in the order of the way.
#[derive(Debug, PartialEq)]
pub struct Way {
    pub stops: Vec<&'static Place>,
    /// Which of them it was last seen in.
    pub here: usize,
    /// The last stop is the customer's city.
    pub has_end: bool,
}

/// None where a picture would say nothing: fewer than two cities are known, or it is not coming any more.
/// `scans` are newest first.
pub fn way(shipment: &Shipment, scans: &[SeenScan]) -> Option<Way> {
    let state = &shipment.state;
    if state.is_returned() || state.is_returning() {
        return None;
    }
    let mut stops: Vec<&'static Place> = find_place(&shipment.lane.from).into_iter().collect();
    for place in scans.iter().rev().filter_map(|scan| scan.city) {
        // Seen again, it is a stop at its newest time alone.
        stops.retain(|held| *held != place);
        stops.push(place);
    }
    let end = find_place(&shipment.to_city);
    let mut here = stops.len().checked_sub(1)?;
    if let Some(end) = end {
        if state.delivered_at.is_some() {
            stops.retain(|held| *held != end);
            stops.push(end);
            here = stops.len() - 1;
        } else if stops[here] != end {
            let passed = here;
            stops.retain(|held| *held != end);
            here = passed.min(stops.len().checked_sub(1)?);
            stops.push(end);
        }
    }
    let spare = stops.len().saturating_sub(STOPS_MAX);
    stops.drain(1..=spare);
    here -= spare.min(here);
    (stops.len() > 1).then_some(Way { stops, here, has_end: end.is_some() })
}

/// A scan, and how many tellings of the same it stands for.
#[derive(Debug, PartialEq)]
pub struct Told<'a> {
    pub scan: &'a SeenScan,
    pub times: i64,
    /// When it was first told.
    pub since: Instant,
}

/// Newest first, as given; neighbours that say the same of the same place and day become one.
pub fn folded<'a>(scans: &'a [SeenScan], zone: &Zone) -> Vec<Told<'a>> {
    let is_same = |one: &SeenScan, other: &SeenScan| {
        (one.status, one.substatus, &one.place) == (other.status, other.substatus, &other.place)
            && one.at.date_in(zone) == other.at.date_in(zone)
    };
    let mut all: Vec<Told<'a>> = Vec::with_capacity(scans.len());
    for scan in scans {
        match all.last_mut().filter(|newer| is_same(newer.scan, scan)) {
            Some(newer) => {
                newer.times += 1;
                newer.since = scan.at;
            }
            None => all.push(Told { scan, times: 1, since: scan.at }),
        }
    }
    all
}

#[cfg(test)]
#[path = "way_tests.rs"]
mod tests;
