//! How many connections one address holds, so that a single caller cannot fill the house. Callers on this machine are
//! never counted: there a proxy speaks for everybody.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

/// The part of an IPv6 address that one household or machine is given (RFC 6177): whoever has it has every address in it.
const NETWORK_BITS: u32 = 64;

/// Whom a caller counts as; nobody for callers on this machine.
pub fn counted_as(address: IpAddr) -> Option<IpAddr> {
    match address.to_canonical() {
        near if near.is_loopback() => None,
        IpAddr::V6(address) => {
            let network = u128::from(address) >> (128 - NETWORK_BITS) << (128 - NETWORK_BITS);
            Some(IpAddr::V6(Ipv6Addr::from(network)))
        }
        address => Some(address),
    }
}

/// The connections that are held now, by address.
pub struct Peers {
    /// None: as many as they like.
    max: Option<usize>,
    counted_as: fn(IpAddr) -> Option<IpAddr>,
    held: Mutex<HashMap<IpAddr, usize>>,
}

/// One connection counted; it is given back when this is dropped.
pub struct Seat {
    peers: Arc<Peers>,
    address: Option<IpAddr>,
}

impl Peers {
    pub fn new(max: Option<usize>, counted_as: fn(IpAddr) -> Option<IpAddr>) -> Arc<Self> {
        Arc::new(Self { max, counted_as, held: Mutex::default() })
    }

    /// None when the address holds as many as it may.
    pub fn admit(self: &Arc<Self>, address: IpAddr) -> Option<Seat> {
        let counted = self.max.and_then(|max| Some((max, (self.counted_as)(address)?)));
        if let Some((max, address)) = counted {
            let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            let count = held.entry(address).or_default();
            if *count >= max {
                return None;
            }
            *count += 1;
        }
        Some(Seat { peers: Arc::clone(self), address: counted.map(|(_, address)| address) })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let Some(address) = self.address else { return };
        let mut held = self.peers.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                held.remove(&address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn a_network_counts_as_one_and_this_machine_as_nobody() {
        for (given, expect) in [
            ("127.0.0.1", None),
            ("::1", None),
            ("::ffff:127.0.0.1", None),
            ("10.1.2.3", Some("10.1.2.3")),
            ("::ffff:10.1.2.3", Some("10.1.2.3")),
            ("2001:db8:1:2:3:4:5:6", Some("2001:db8:1:2::")),
            ("2001:db8:1:3::", Some("2001:db8:1:3::")),
        ] {
            assert_eq!(counted_as(address(given)), expect.map(address), "{given}");
        }
    }

    #[test]
    fn an_address_is_held_to_its_share_and_no_other() {
        let peers = Peers::new(Some(2), counted_as);
        let (greedy, other, near) = (address("10.0.0.1"), address("10.0.0.2"), address("127.0.0.1"));
        let first = peers.admit(greedy).expect("the first");
        let _second = peers.admit(greedy).expect("the second");
        assert!(peers.admit(greedy).is_none());
        assert!(peers.admit(other).is_some());
        let _near: Vec<Seat> = (0..9).map(|_| peers.admit(near).expect("never counted")).collect();
        drop(first);
        let _third = peers.admit(greedy).expect("a seat was given back");
        assert!(peers.admit(greedy).is_none());
        assert_eq!(peers.held.lock().expect("held").len(), 1, "whoever is gone is forgotten");
    }

    #[test]
    fn without_a_bound_nobody_is_counted() {
        let peers = Peers::new(None, counted_as);
        let seats: Vec<Option<Seat>> = (0..999).map(|_| peers.admit(address("10.0.0.1"))).collect();
        assert!(seats.iter().all(Option::is_some));
        assert!(peers.held.lock().expect("held").is_empty());
    }
}
