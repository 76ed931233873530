//! Whether a body carries the signature of one of a storefront's secrets.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Characters of a signature header that are looked at.
const SIGNATURE_CHARS_MAX: usize = 128;

/// HMAC-SHA256 (RFC 2104) of `body` in base 64. Every secret is tried, whatever an earlier one says.
pub fn is_base64_hmac(given: &str, body: &[u8], secrets: &[Vec<u8>]) -> bool {
    if given.len() > SIGNATURE_CHARS_MAX {
        return false;
    }
    let Ok(given) = STANDARD.decode(given.trim()) else { return false };
    secrets.iter().fold(false, |found, secret| {
        let signed = Hmac::<Sha256>::new_from_slice(secret).is_ok_and(|mut mac| {
            mac.update(body);
            mac.verify_slice(&given).is_ok()
        });
        found | signed
    })
}

/// The signature itself, for those who stand in for a storefront.
pub fn base64_hmac(body: &[u8], secret: &[u8]) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
    mac.update(body);
    STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test cases 1, 2 and 6, in base 64.
    #[test]
    fn the_published_vectors_hold() {
        for (secret, body, expect) in [
            (vec![0x0b; 20], &b"Hi There"[..], "sDRMYdjbOFNcqK/OrwvxK4gdwgDJgz2nJuk3bC4yz/c="),
            (b"Jefe".to_vec(), &b"what do ya want for nothing?"[..], "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="),
            (
                vec![0xaa; 131],
                &b"Test Using Larger Than Block-Size Key - Hash Key First"[..],
                "YOQxWR7gtn8Niiaqy/W3f44LxiE3KMUUBUYEDw7jf1Q=",
            ),
        ] {
            assert_eq!(base64_hmac(body, &secret), expect);
        }
    }

    #[test]
    fn one_of_two_secrets_is_enough_and_nothing_less() {
        let (old, new) = (b"old secret".to_vec(), b"new secret".to_vec());
        let signed = base64_hmac(b"{}", &old);
        assert!(is_base64_hmac(&signed, b"{}", &[new.clone(), old.clone()]));
        assert!(!is_base64_hmac(&signed, b"{} ", &[new.clone(), old.clone()]));
        assert!(!is_base64_hmac(&signed, b"{}", std::slice::from_ref(&new)));
        assert!(!is_base64_hmac(&signed, b"{}", &[]));
        for given in ["", "?", "=", &signed[..40], &signed.to_lowercase(), &"A".repeat(500)] {
            assert!(!is_base64_hmac(given, b"{}", &[new.clone(), old.clone()]), "{given}");
        }
    }
}
