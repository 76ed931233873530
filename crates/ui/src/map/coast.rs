//! Land as a path, cut to what a view shows. Natural Earth (public domain); see assets/map/README.md.

use super::view::{TALL, View, WIDE};
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

type Point = (f64, f64);

struct Ring {
    points: Vec<Point>,
    /// West, south, east, north.
    bounds: [f64; 4],
}

/// What gulf.txt was cut to: views beyond take the coarser world.
const GULF: [f64; 4] = [18.0, 6.0, 68.0, 46.0];
/// Cut this far outside the picture, so that the cut's own edge is not seen.
const MARGIN: f64 = 12.0;
/// Points nearer to the last one than this are left out.
const NEAR: f64 = 1.6;
/// Pictures kept; a shop's parcels share a few dozen.
const KEPT_MAX: usize = 256;

static REGION: LazyLock<Vec<Ring>> = LazyLock::new(|| rings(include_str!("../../assets/map/gulf.txt")));
static WORLD: LazyLock<Vec<Ring>> = LazyLock::new(|| rings(include_str!("../../assets/map/world.txt")));
static KEPT: LazyLock<Mutex<HashMap<[u64; 3], Arc<str>>>> = LazyLock::new(Mutex::default);

/// Drawing takes a fraction of a millisecond, finding a drawn one next to nothing.
pub fn land_path(view: &View) -> Arc<str> {
    let lock = || KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(path) = lock().get(&view.key()) {
        return Arc::clone(path);
    }
    let path: Arc<str> = draw(view).into();
    let mut kept = lock();
    if kept.len() >= KEPT_MAX {
        kept.clear();
    }
    kept.insert(view.key(), Arc::clone(&path));
    path
}

fn draw(view: &View) -> String {
    let seen = view.bounds();
    let is_regional = seen[0] >= GULF[0] && seen[1] >= GULF[1] && seen[2] <= GULF[2] && seen[3] <= GULF[3];
    let land = if is_regional { &*REGION } else { &*WORLD };
    let mut path = String::new();
    for ring in land.iter().filter(|ring| meet(&ring.bounds, &seen)) {
        let points: Vec<Point> = ring.points.iter().map(|point| view.place(*point)).collect();
        write_ring(&mut path, &thinned(&cut(points)));
    }
    path
}

fn rings(text: &str) -> Vec<Ring> {
    text.lines().map(ring).filter(|ring| ring.points.len() > 2).collect()
}

/// A line of `dx,dy` in hundredths of a degree.
fn ring(line: &str) -> Ring {
    let mut at = (0_i32, 0_i32);
    let mut bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    let points = line
        .split(' ')
        .filter_map(|pair| {
            let (across, up) = pair.split_once(',')?;
            at = (at.0 + across.parse::<i32>().ok()?, at.1 + up.parse::<i32>().ok()?);
            let point = (f64::from(at.0) / 100.0, f64::from(at.1) / 100.0);
            bounds = [bounds[0].min(point.0), bounds[1].min(point.1), bounds[2].max(point.0), bounds[3].max(point.1)];
            Some(point)
        })
        .collect();
    Ring { points, bounds }
}

fn meet(one: &[f64; 4], other: &[f64; 4]) -> bool {
    one[0] <= other[2] && one[2] >= other[0] && one[1] <= other[3] && one[3] >= other[1]
}

/// Sutherland and Hodgman (1974): cut to the picture and its margin, side by side.
fn cut(mut points: Vec<Point>) -> Vec<Point> {
    let upright = |limit: f64| move |a: Point, b: Point| (limit, a.1 + (b.1 - a.1) * (limit - a.0) / (b.0 - a.0));
    let level = |limit: f64| move |a: Point, b: Point| (a.0 + (b.0 - a.0) * (limit - a.1) / (b.1 - a.1), limit);
    points = side(&points, |point| point.0 >= -MARGIN, upright(-MARGIN));
    points = side(&points, |point| point.0 <= WIDE + MARGIN, upright(WIDE + MARGIN));
    points = side(&points, |point| point.1 >= -MARGIN, level(-MARGIN));
    side(&points, |point| point.1 <= TALL + MARGIN, level(TALL + MARGIN))
}

fn side(points: &[Point], is_in: impl Fn(Point) -> bool, cross: impl Fn(Point, Point) -> Point) -> Vec<Point> {
    let Some(last) = points.last() else { return Vec::new() };
    let mut before = *last;
    let mut kept = Vec::with_capacity(points.len());
    for point in points {
        if is_in(before) != is_in(*point) {
            kept.push(cross(before, *point));
        }
        if is_in(*point) {
            kept.push(*point);
        }
        before = *point;
    }
    kept
}

fn thinned(points: &[Point]) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for point in points {
        if kept.last().is_none_or(|last| (point.0 - last.0).hypot(point.1 - last.1) >= NEAR) {
            kept.push(*point);
        }
    }
    kept
}

fn write_ring(path: &mut String, points: &[Point]) {
    // Steps between rounded places, so that rounding never adds up.
    let mut last = (0.0, 0.0);
    if points.len() < 3 {
        return;
    }
    for (index, point) in points.iter().enumerate() {
        let rounded = (point.0.round(), point.1.round());
        let word = if index == 0 { "M" } else { "l" };
        let _ = write!(path, "{word}{} {}", rounded.0 - last.0, rounded.1 - last.1);
        last = rounded;
    }
    path.push('Z');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_coasts_are_read_whole() {
        assert!(REGION.len() > 40 && WORLD.len() > 100);
        for ring in REGION.iter() {
            assert!(ring.bounds[0] >= GULF[0] && ring.bounds[3] <= GULF[3], "{:?}", ring.bounds);
        }
    }

    #[test]
    fn a_square_over_the_corner_is_cut_to_the_margin() {
        let cut = cut(vec![(-50.0, -50.0), (50.0, -50.0), (50.0, 50.0), (-50.0, 50.0)]);
        assert!(cut.iter().all(|(x, y)| *x >= -MARGIN && *y >= -MARGIN), "{cut:?}");
        assert!(cut.contains(&(50.0, 50.0)));
    }

    #[test]
    fn what_is_outside_leaves_nothing() {
        assert!(cut(vec![(-90.0, -90.0), (-50.0, -90.0), (-50.0, -50.0)]).is_empty());
    }
}
