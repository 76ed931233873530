//! How many requests a key, a shop and an address may send: so many a second, and what was saved up for a while at once
//! (GCRA, the cell-rate algorithm of ITU-T I.371). Counts stand in tables of fixed size, each a single atomic number, so
//! that nothing grows and no request waits for another's. In memory and per process: a restart forgives.

use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::atomic::{AtomicI64, Ordering};
use wasl_base::{ApiKeyId, Instant, ShopId};

/// Seconds of requests that may come at once.
const BURST_SECONDS: i64 = 10;
/// Places of a table: a house has hundreds of keys and shops; addresses that fall together share a count.
const INSIDERS: usize = 1 << 12;
const ADDRESSES: usize = 1 << 16;
const SECOND_US: i64 = 1_000_000;

/// Too much: again after so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMuch {
    pub wait_seconds: u32,
}

/// One bound and the counts under it.
struct Bound {
    /// When each would have sent all it sent, at its pace; microseconds of the Unix epoch.
    paced_until_us: Vec<AtomicI64>,
    /// Microseconds that one request takes of the pace; none: no bound.
    pace_us: Option<i64>,
    /// Where a count stands is nobody's to know or to choose.
    places: RandomState,
}

impl Bound {
    fn new(size: usize, per_second: u32) -> Self {
        let pace_us = (per_second > 0).then(|| (SECOND_US / i64::from(per_second)).max(1));
        let size = if pace_us.is_some() { size } else { 0 };
        let paced_until_us = (0..size).map(|_| AtomicI64::new(0)).collect();
        Self { paced_until_us, pace_us, places: RandomState::new() }
    }

    fn admit(&self, who: impl Hash, now: Instant) -> Result<(), TooMuch> {
        let Some(pace_us) = self.pace_us else { return Ok(()) };
        let size = self.paced_until_us.len() as u64;
        let drawn = usize::try_from(self.places.hash_one(who) % size).unwrap_or(0);
        let Some(count) = self.paced_until_us.get(drawn) else { return Ok(()) };
        let (now_us, burst_us) = (now.us(), BURST_SECONDS * SECOND_US);
        let mut wait_us = 0;
        let next = |until_us: i64| {
            // Further ahead than anybody can get: the clock was set back.
            let ahead_us = if until_us - now_us > burst_us + pace_us { 0 } else { (until_us - now_us).max(0) };
            wait_us = ahead_us + pace_us - burst_us;
            (wait_us <= 0).then_some(now_us + ahead_us + pace_us)
        };
        match count.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next) {
            Ok(_) => Ok(()),
            Err(_) => Err(TooMuch { wait_seconds: whole_seconds(wait_us) }),
        }
    }
}

/// Rounded up: who waits so long is let in.
fn whole_seconds(us: i64) -> u32 {
    u32::try_from((us + SECOND_US - 1) / SECOND_US).unwrap_or(1).max(1)
}

/// Requests a second that are let in, for each of its kind; zero is no bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    pub key: u32,
    pub shop: u32,
    pub address: u32,
}

/// All bounds of a house.
pub struct Rate {
    keys: Bound,
    shops: Bound,
    addresses: Bound,
}

impl Rate {
    pub fn new(rates: Rates) -> Self {
        Self {
            keys: Bound::new(INSIDERS, rates.key),
            shops: Bound::new(INSIDERS, rates.shop),
            addresses: Bound::new(ADDRESSES, rates.address),
        }
    }

    /// A request with a living key of a shop.
    pub fn admit_key(&self, shop: ShopId, key: ApiKeyId, now: Instant) -> Result<(), TooMuch> {
        self.keys.admit((shop.number(), key.number()), now)?;
        self.shops.admit(shop.number(), now)
    }

    /// Any request from an address; an IPv6 network of 64 bits is one.
    pub fn admit_address(&self, address: std::net::IpAddr, now: Instant) -> Result<(), TooMuch> {
        let network = match address.to_canonical() {
            std::net::IpAddr::V4(four) => u64::from(four.to_bits()),
            std::net::IpAddr::V6(six) => six.segments()[..4].iter().fold(1, |sum, part| (sum << 16) | u64::from(*part)),
        };
        self.addresses.admit(network, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant::from_us(1_795_338_000_000_000);
    const SHOP: ShopId = ShopId::from_number(3);

    fn after(us: i64) -> Instant {
        Instant::from_us(NOW.us() + us)
    }

    fn rate(key: u32, shop: u32, address: u32) -> Rate {
        Rate::new(Rates { key, shop, address })
    }

    #[test]
    fn a_burst_is_let_in_and_then_the_pace() {
        let rate = rate(4, 0, 0);
        let key = ApiKeyId::from_number(1);
        let admitted = |at: Instant| (0..100).filter(|_| rate.admit_key(SHOP, key, at).is_ok()).count();
        assert_eq!(admitted(NOW), 40, "ten seconds of four");
        assert_eq!(rate.admit_key(SHOP, key, NOW), Err(TooMuch { wait_seconds: 1 }));
        assert_eq!(admitted(after(250_000)), 1);
        assert_eq!(admitted(after(1_250_000)), 4);
        assert_eq!(admitted(after(60_000_000)), 40, "what was not sent is saved up, and no more than that");
        assert!(rate.admit_key(SHOP, ApiKeyId::from_number(2), NOW).is_ok(), "another key is not held back");
    }

    #[test]
    fn who_waits_as_told_is_let_in() {
        let rate = rate(1, 0, 0);
        let key = ApiKeyId::from_number(1);
        while rate.admit_key(SHOP, key, NOW).is_ok() {}
        let wait = rate.admit_key(SHOP, key, NOW).expect_err("too much").wait_seconds;
        assert!(rate.admit_key(SHOP, key, NOW.plus_seconds(i64::from(wait))).is_ok());
    }

    #[test]
    fn all_keys_of_a_shop_share_its_bound() {
        let rate = rate(100, 1, 0);
        let admitted = (0..50).filter(|key| rate.admit_key(SHOP, ApiKeyId::from_number(*key), NOW).is_ok()).count();
        assert_eq!(admitted, 10);
        assert!(rate.admit_key(ShopId::from_number(4), ApiKeyId::from_number(99), NOW).is_ok());
    }

    #[test]
    fn a_network_is_one_address_and_a_clock_set_back_locks_nobody_out() {
        let rate = rate(0, 0, 1);
        let of = |text: &str| text.parse().expect("an address");
        while rate.admit_address(of("2001:db8:1:2::1"), NOW).is_ok() {}
        assert!(rate.admit_address(of("2001:db8:1:2:ffff::9"), NOW).is_err());
        assert!(rate.admit_address(of("2001:db8:1:3::1"), NOW).is_ok());
        assert!(rate.admit_address(of("2001:db8:1:2::1"), NOW.plus_seconds(-3_600)).is_ok());
        while rate.admit_address(of("192.0.2.7"), NOW).is_ok() {}
        assert!(rate.admit_address(of("::ffff:192.0.2.7"), NOW).is_err(), "the same address otherwise written");
    }

    #[test]
    fn no_bound_is_no_bound() {
        let rate = Rate::new(Rates::default());
        assert!((0..100_000).all(|_| rate.admit_key(SHOP, ApiKeyId::from_number(1), NOW).is_ok()));
        assert!((0..100_000).all(|_| rate.admit_address([127, 0, 0, 1].into(), NOW).is_ok()));
    }

    #[test]
    fn many_at_once_are_counted_each() {
        let rate = rate(1, 0, 0);
        let admitted: usize = std::thread::scope(|scope| {
            let one = || (0..1_000).filter(|_| rate.admit_key(SHOP, ApiKeyId::from_number(1), NOW).is_ok()).count();
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(one)).collect();
            threads.into_iter().map(|thread| thread.join().expect("counted")).sum()
        });
        assert_eq!(admitted, 10);
    }
}
