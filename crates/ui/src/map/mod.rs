//! The way of a parcel as a small picture: coastline and the cities the caller names, no borders, nothing from outside.
//! Maps do not flip with the reading direction.

mod coast;
mod view;

use crate::timeline::StepState;
use coast::land_path;
use maud::{Markup, PreEscaped, html};
use std::fmt;
use view::{TALL, View, WIDE};

/// A place on the way, in its order.
#[derive(Clone, Debug)]
pub struct Stop {
    pub label: String,
    /// Degrees north, −90 to 90.
    pub latitude: f64,
    /// Degrees east, −180 to 180.
    pub longitude: f64,
    pub state: StepState,
}

/// Places drawn at most; a way of more is told by its timeline.
const STOPS_MAX: usize = 8;
/// How far a leg bends, as a share of its length.
const BEND: f64 = 0.16;

/// `title` says in a sentence what the picture shows. No stops, no picture.
pub fn way_map(title: &str, stops: &[Stop]) -> Markup {
    let stops = &stops[..stops.len().min(STOPS_MAX)];
    let places: Vec<(f64, f64)> = stops.iter().map(|stop| (stop.longitude, stop.latitude)).collect();
    let Some(view) = View::around(&places) else { return Markup::default() };
    let spots: Vec<(f64, f64)> = places.iter().map(|place| view.place(*place)).collect();
    html! {
        svg.way role="img" aria-label=(title) {
            svg width="100%" height="100%" viewBox={ "0 0 " (WIDE) " " (TALL) } preserveAspectRatio="none" {
                path.land d=(PreEscaped(land_path(&view))) fill-rule="evenodd" {}
                @for (leg, stop) in spots.windows(2).zip(&stops[1..]) {
                    path class=(if stop.state == StepState::Ahead { "ahead" } else { "done" }) d=(bent(leg[0], leg[1])) {}
                }
            }
            @for (stop, spot) in stops.iter().zip(&spots) { (mark(stop, *spot)) }
            @for (index, stop) in stops.iter().enumerate() { (label(stop, index, &spots)) }
        }
    }
}

/// A leg leans towards the top, the way parcels are pictured.
fn bent((x0, y0): (f64, f64), (x1, y1): (f64, f64)) -> String {
    let (across, down) = (x1 - x0, y1 - y0);
    let side = if across >= 0.0 { 1.0 } else { -1.0 };
    let (cx, cy) = ((x0 + x1) / 2.0 + down * BEND * side, (y0 + y1) / 2.0 - across * BEND * side);
    format!("M{x0:.0} {y0:.0}Q{cx:.0} {cy:.0} {x1:.0} {y1:.0}")
}

/// A place in the picture, per cent of its side.
struct At(f64);

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1}%", self.0 * 100.0)
    }
}

fn mark(stop: &Stop, (x, y): (f64, f64)) -> Markup {
    let (x, y) = (At(x / WIDE), At(y / TALL));
    html! {
        @match stop.state {
            StepState::Now => { circle.halo cx=(x) cy=(y) r="15" {} circle.here cx=(x) cy=(y) r="7.5" {} },
            StepState::Done => circle.stop cx=(x) cy=(y) r="5" {},
            StepState::Ahead => circle.stop.ahead cx=(x) cy=(y) r="5" {},
        }
    }
}

/// Above or below its mark: away from the nearest other place, and never out of the picture.
fn label(stop: &Stop, index: usize, spots: &[(f64, f64)]) -> Markup {
    let (x, y) = spots[index];
    let others = spots.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, spot)| *spot);
    let distance = |spot: &(f64, f64)| (spot.0 - x).hypot(spot.1 - y);
    let nearest = others.min_by(|one, other| distance(one).total_cmp(&distance(other)));
    let is_below = match nearest {
        _ if y < TALL * 0.2 => true,
        _ if y > TALL * 0.8 => false,
        Some((_, other)) => y > other,
        None => false,
    };
    let room = match stop.state {
        StepState::Now => 22,
        StepState::Done | StepState::Ahead => 13,
    };
    let dy = if is_below { room + 12 } else { -room };
    let class = if stop.state == StepState::Now { "here" } else { "place" };
    html! {
        text class=(class) x=(At(x / WIDE)) y=(At(y / TALL)) dy=(dy) text-anchor="middle" { (stop.label) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stop(label: &str, latitude: f64, longitude: f64, state: StepState) -> Stop {
        Stop { label: label.to_owned(), latitude, longitude, state }
    }

    #[test]
    fn a_way_is_drawn_with_the_sea_beside_it() {
        let html =
            way_map("x", &[stop("جدة", 21.49, 39.19, StepState::Done), stop("الرياض", 24.71, 46.68, StepState::Now)])
                .into_string();
        assert!(html.contains("جدة") && html.contains("class=\"done\"") && html.contains("class=\"halo\""));
        assert!(html.matches('L').count() + html.matches('l').count() > 10, "{html}");
        assert!(html.len() < 9_000, "{} bytes", html.len());
    }

    #[test]
    fn nothing_to_show_shows_nothing() {
        assert!(way_map("x", &[]).into_string().is_empty());
        assert!(way_map("x", &[stop("?", f64::NAN, 10.0, StepState::Now)]).into_string().is_empty());
    }

    #[test]
    fn far_ways_take_the_world() {
        let html = way_map(
            "x",
            &[stop("São Paulo", -23.55, -46.63, StepState::Done), stop("Manaus", -3.1, -60.0, StepState::Now)],
        )
        .into_string();
        assert!(html.contains("class=\"land\" d=\"M"), "{html}");
    }
}
