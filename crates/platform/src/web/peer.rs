//! Who is at the other end of the connection, as the server saw it; put into each request by whoever accepts.

use std::net::SocketAddr;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

impl Peer {
    /// On this machine: itself, or a proxy on it.
    pub fn is_near(self) -> bool {
        self.0.ip().to_canonical().is_loopback()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_is_this_machine_alone() {
        for (address, expect) in [
            ("127.0.0.1:1", true),
            ("127.9.9.9:1", true),
            ("[::1]:1", true),
            ("[::ffff:127.0.0.1]:1", true),
            ("10.0.0.1:1", false),
            ("[::ffff:10.0.0.1]:1", false),
        ] {
            assert_eq!(Peer(address.parse().expect("address")).is_near(), expect, "{address}");
        }
    }
}
