//! The window of a map: wide enough for all places, snapped so that many parcels share one and its coast is drawn once.

/// The picture in units of its own; the style sheet keeps the same ratio.
pub const WIDE: f64 = 720.0;
pub const TALL: f64 = 360.0;
/// Room around the outermost places, for labels.
const ROOM_WIDE: f64 = 110.0;
const ROOM_TALL: f64 = 90.0;
/// Centres snap to this, in degrees.
const SNAP: f64 = 0.5;
/// Widths in degrees of latitude that a picture may show, from a province to half the world.
const SPANS: [f64; 9] = [5.0, 8.0, 12.0, 17.0, 24.0, 34.0, 50.0, 75.0, 110.0];

/// Centre in degrees and units per degree, on a plate carrée true at the centre.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    longitude: f64,
    latitude: f64,
    per_degree: f64,
    squeeze: f64,
}

impl View {
    /// None without places or with one that is not on Earth.
    pub fn around(places: &[(f64, f64)]) -> Option<Self> {
        let is_real = |(lon, lat): &(f64, f64)| (-180.0..=180.0).contains(lon) && (-85.0..=85.0).contains(lat);
        if places.is_empty() || !places.iter().all(is_real) {
            return None;
        }
        let ends = |pick: fn(&(f64, f64)) -> f64| {
            places
                .iter()
                .map(pick)
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), one| (low.min(one), high.max(one)))
        };
        let ((west, east), (south, north)) = (ends(|place| place.0), ends(|place| place.1));
        let snapped = |degrees: f64| (degrees / SNAP).round() * SNAP;
        let (longitude, latitude) = (snapped((west + east) / 2.0), snapped((south + north) / 2.0));
        let squeeze = latitude.to_radians().cos();
        let reach = |from: f64, to: f64, middle: f64| (middle - from).max(to - middle);
        let wide = reach(west, east, longitude) * squeeze / (WIDE / 2.0 - ROOM_WIDE);
        let tall = reach(south, north, latitude) / (TALL / 2.0 - ROOM_TALL);
        let needed = wide.max(tall) * WIDE;
        let span = SPANS.into_iter().find(|span| *span >= needed).unwrap_or(needed);
        Some(Self { longitude, latitude, per_degree: WIDE / span, squeeze })
    }

    /// Where a place stands, from the upper corner.
    pub fn place(&self, (longitude, latitude): (f64, f64)) -> (f64, f64) {
        (
            WIDE / 2.0 + (longitude - self.longitude) * self.squeeze * self.per_degree,
            TALL / 2.0 - (latitude - self.latitude) * self.per_degree,
        )
    }

    /// West, south, east, north of what is seen.
    pub fn bounds(&self) -> [f64; 4] {
        let (half_wide, half_tall) = (WIDE / 2.0 / self.per_degree / self.squeeze, TALL / 2.0 / self.per_degree);
        [self.longitude - half_wide, self.latitude - half_tall, self.longitude + half_wide, self.latitude + half_tall]
    }

    /// Equal for equal pictures.
    pub fn key(&self) -> [u64; 3] {
        [self.longitude.to_bits(), self.latitude.to_bits(), self.per_degree.to_bits()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_stands_inside_with_room_for_its_name() {
        for places in [
            vec![(39.19, 21.49), (46.68, 24.71), (50.09, 26.42)],
            vec![(46.68, 24.71)],
            vec![(-46.6, -23.5), (-60.0, -3.1)],
            vec![(-74.0, 40.7), (46.68, 24.71), (139.7, 35.7)],
        ] {
            let view = View::around(&places).expect("real places");
            for place in places {
                let (x, y) = view.place(place);
                assert!((40.0..=WIDE - 40.0).contains(&x) && (40.0..=TALL - 40.0).contains(&y), "{place:?}: {x} {y}");
            }
        }
    }

    #[test]
    fn neighbours_share_a_picture() {
        let riyadh = View::around(&[(39.19, 21.49), (46.68, 24.71)]).expect("real");
        let malqa = View::around(&[(39.2, 21.5), (46.62, 24.8)]).expect("real");
        assert_eq!(riyadh.key(), malqa.key());
    }

    #[test]
    fn places_off_the_earth_are_refused() {
        for place in [(181.0, 0.0), (0.0, 91.0), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            assert!(View::around(&[place]).is_none(), "{place:?}");
        }
    }
}
