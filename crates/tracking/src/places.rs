//! Which cities we know to lie where, for the picture of a parcel's way: the Gulf, its neighbours, the hubs parcels come
//! by. Only names that mean one city stand here; a place not found is told in words and drawn nowhere.

use std::collections::HashMap;
use std::sync::LazyLock;
use wasl_base::{Lang, fold};

/// A city on the map.
#[derive(Debug, PartialEq)]
pub struct Place {
    pub latitude: f64,
    pub longitude: f64,
    ar: &'static str,
    en: &'static str,
}

impl Place {
    pub fn name(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Ar => self.ar,
            Lang::En => self.en,
        }
    }
}

struct Atlas {
    places: Vec<Place>,
    by_name: HashMap<String, usize>,
    /// As we write the names: most words are found here, and nothing is folded for them.
    by_words: HashMap<&'static str, usize>,
}

static ATLAS: LazyLock<Atlas> = LazyLock::new(|| Atlas::read(include_str!("../data/places.txt")));

/// Words that carriers add to a city, folded.
const ADDED: [&str; 20] = [
    "hub",
    "facility",
    "gateway",
    "station",
    "sorting",
    "centre",
    "center",
    "warehouse",
    "airport",
    "city",
    "branch",
    "مركز",
    "الفرز",
    "فرز",
    "محطه",
    "مطار",
    "مدينه",
    "فرع",
    "مستودع",
    "التوزيع",
];
/// What carriers part a city from its country by.
const PARTED_BY: [&str; 8] = [",", "،", "/", "|", ";", "(", ")", " - "];

/// The city that a carrier's or a customer's words name, if they name one we know.
pub fn find_place(words: &str) -> Option<&'static Place> {
    let whole = ATLAS.find(words);
    whole.or_else(|| {
        let mut rest = words.to_owned();
        for mark in PARTED_BY {
            rest = rest.replace(mark, "\n");
        }
        rest.lines().find_map(|part| ATLAS.find(part))
    })
}

impl Atlas {
    fn read(text: &'static str) -> Self {
        let mut atlas = Self { places: Vec::new(), by_name: HashMap::new(), by_words: HashMap::new() };
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut parts = line.split('|').map(str::trim);
            let (Some(spot), Some(ar), Some(en)) = (parts.next(), parts.next(), parts.next()) else { continue };
            let Some((Ok(latitude), Ok(longitude))) =
                spot.split_once(' ').map(|(north, east)| (north.parse(), east.parse()))
            else {
                continue;
            };
            let others = parts.next().unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty());
            for name in [ar, en].into_iter().chain(others) {
                atlas.by_name.insert(key(name), atlas.places.len());
                atlas.by_words.insert(name, atlas.places.len());
            }
            atlas.places.push(Place { latitude, longitude, ar, en });
        }
        atlas
    }

    fn find(&'static self, words: &str) -> Option<&'static Place> {
        self.by_words.get(words).or_else(|| self.by_name.get(&key(words))).map(|place| &self.places[*place])
    }
}

/// One form for all spellings: folded, without what carriers add and without a leading "al".
fn key(words: &str) -> String {
    let folded = fold(&words.replace(['-', '_', '\'', '’'], " "));
    let kept: Vec<&str> = folded.split(' ').filter(|word| !ADDED.contains(word)).collect();
    let kept = if kept.len() > 1 && kept[0] == "al" { &kept[1..] } else { &kept[..] };
    kept.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_city_is_known_by_every_way_of_writing_it() {
        for (words, expect) in [
            ("الرياض", Some("Riyadh")),
            ("RIYADH", Some("Riyadh")),
            ("Riyadh, Saudi Arabia", Some("Riyadh")),
            ("Riyadh Hub", Some("Riyadh")),
            ("RUH - SA", Some("Riyadh")),
            ("مركز فرز الرياض", Some("Riyadh")),
            ("مدينة الكويت", Some("Kuwait City")),
            ("Kuwait", Some("Kuwait City")),
            ("مكه المكرمه", Some("Makkah")),
            ("Al-Khobar", Some("Khobar")),
            ("ابها", Some("Abha")),
            ("Ha'il", Some("Hail")),
            ("عمان", None),
            ("Al", None),
            ("city", None),
            ("", None),
            ("Springfield", None),
            ("طريق الرياض القديم", None),
        ] {
            assert_eq!(find_place(words).map(|place| place.name(Lang::En)), expect, "{words}");
        }
    }

    #[test]
    fn every_line_is_read_and_no_name_means_two_cities() {
        let text = include_str!("../data/places.txt");
        let lines = text.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(ATLAS.places.len(), lines);
        let names: usize = text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| 2 + line.split('|').nth(3).map_or(0, |rest| rest.split(',').count()))
            .sum();
        assert_eq!(ATLAS.by_name.len(), names, "a name stands twice");
        for place in &ATLAS.places {
            assert!((-60.0..70.0).contains(&place.latitude) && (-180.0..180.0).contains(&place.longitude), "{place:?}");
            assert!(place.ar.chars().any(|c| ('\u{0600}'..='\u{06FF}').contains(&c)), "{place:?}");
            assert!(place.en.is_ascii() || place.en == "Liège", "{place:?}");
        }
    }

    /// Rings of longitude and latitude in degrees, as `crates/ui/assets/map/README.md` describes them.
    fn land() -> Vec<Vec<(f64, f64)>> {
        let ring = |line: &str| {
            let mut at = (0.0, 0.0);
            let step = |pair: &str| {
                let (east, north) = pair.split_once(',').expect("a pair");
                at = (at.0 + east.parse::<f64>().expect("east"), at.1 + north.parse::<f64>().expect("north"));
                (at.0 / 100.0, at.1 / 100.0)
            };
            line.split(' ').map(step).collect()
        };
        let coasts = [include_str!("../../ui/assets/map/world.txt"), include_str!("../../ui/assets/map/gulf.txt")];
        coasts.iter().flat_map(|coast| coast.lines()).map(ring).collect()
    }

    /// A slip of the pen puts a city into the sea: each lies on land, or so near that the coast's own coarseness explains it.
    #[test]
    fn every_city_lies_on_land() {
        const NEAR_DEGREES: f64 = 0.4;
        let land = land();
        let mut at_sea = Vec::new();
        for place in &ATLAS.places {
            let (x, y) = (place.longitude, place.latitude);
            let mut is_inside = false;
            let mut nearest = f64::INFINITY;
            for ring in &land {
                let mut crossings = 0;
                for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                    if (a.1 > y) != (b.1 > y) && x < a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0) {
                        crossings += 1;
                    }
                    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
                    let along = ((x - a.0) * dx + (y - a.1) * dy) / (dx * dx + dy * dy).max(f64::EPSILON);
                    let along = along.clamp(0.0, 1.0);
                    nearest = nearest.min((a.0 + along * dx - x).hypot(a.1 + along * dy - y));
                }
                is_inside |= crossings % 2 == 1;
            }
            if !is_inside && nearest > NEAR_DEGREES {
                at_sea.push(place.en);
            }
        }
        assert!(at_sea.is_empty(), "in the sea: {at_sea:?}");
        assert!(land.len() > 100);
    }
}
