//! Codes that change every half minute: TOTP (RFC 6238) with HMAC-SHA-1, six digits and steps of thirty seconds, which is
//! what every authenticator app can do. Pure: the secret, the moment and what was typed come from outside.

use ring::hmac;
use subtle::ConstantTimeEq;
use wasl_base::{Instant, fold};

/// Bytes of a secret: as many as HMAC-SHA-1 puts out (RFC 4226 §4, R6).
pub(super) const SECRET_BYTES: usize = 20;
/// How long a code lasts, in microseconds.
const STEP_US: i64 = 30_000_000;
/// A phone's clock may be off by so many steps.
const DRIFT_STEPS: i64 = 1;
const CODE_DIGITS: usize = 6;
const CODES: u32 = 1_000_000;
/// RFC 4648 §6, without padding: what people type into an app.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// What the app calls us.
const ISSUER: &str = "Wasl";

/// The step that an instant lies in.
pub(super) fn step_at(now: Instant) -> i64 {
    now.us().div_euclid(STEP_US)
}

/// RFC 4226 §5.3 before its last line: 31 bits, of which a code is the last digits.
fn number_of(secret: &[u8], step: i64) -> u32 {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let bytes = tag.as_ref();
    let start = bytes.last().map_or(0, |last| usize::from(last & 0x0f));
    let taken = bytes.iter().skip(start).take(4).fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte));
    taken & 0x7fff_ffff
}

/// The code of a step, with its leading zeros.
pub(super) fn code_at(secret: &[u8], step: i64) -> String {
    format!("{:0width$}", number_of(secret, step) % CODES, width = CODE_DIGITS)
}

/// The step whose code this is, of those around `now` that come after `last`, the last one that was taken.
pub(super) fn step_of(secret: &[u8], code: &str, now: Instant, last: i64) -> Option<i64> {
    let here = step_at(now);
    (here - DRIFT_STEPS..=here + DRIFT_STEPS)
        .filter(|step| bool::from(code_at(secret, *step).as_bytes().ct_eq(code.as_bytes())))
        .find(|step| *step > last)
}

/// What was typed: the six digits of the app, or the sixteen letters and digits of a recovery code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    Code(String),
    Recovery(String),
}

impl Typed {
    /// Blanks, dashes, case and the digits' script do not matter. None for what can be neither.
    pub(super) fn read(text: &str) -> Option<Self> {
        if text.len() > TYPED_BYTES_MAX {
            return None;
        }
        let plain: String = fold(text).chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect();
        let is_code = plain.len() == CODE_DIGITS && plain.bytes().all(|byte| byte.is_ascii_digit());
        let upper = plain.to_ascii_uppercase();
        let is_recovery = upper.len() == RECOVERY_LETTERS && upper.bytes().all(|byte| BASE32.contains(&byte));
        match (is_code, is_recovery) {
            (true, _) => Some(Self::Code(plain)),
            (_, true) => Some(Self::Recovery(upper)),
            _ => None,
        }
    }
}

/// Longest text that is looked at as a code, in bytes.
const TYPED_BYTES_MAX: usize = 100;
/// Bytes of a recovery code, as many as make whole letters: 80 bits, which nobody guesses.
pub(super) const RECOVERY_BYTES: usize = 10;
const RECOVERY_LETTERS: usize = 16;

/// Five bits to a letter, the last bits of an odd length filled with zeros (RFC 4648 §6).
pub(super) fn base32(bytes: &[u8]) -> String {
    let bit = |place: usize| bytes.get(place / 8).map_or(0, |byte| (byte >> (7 - place % 8)) & 1);
    let letter = |at: usize| (at..at + 5).fold(0_usize, |sum, place| (sum << 1) | usize::from(bit(place)));
    (0..bytes.len() * 8).step_by(5).map(|at| char::from(BASE32[letter(at)])).collect()
}

/// In fours, as people read and type it.
pub(super) fn grouped(letters: &str) -> String {
    let fours: Vec<String> =
        letters.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
    fours.join("-")
}

/// What an app reads from the drawing (Google Authenticator's key URI format, which all others read).
pub(super) fn address_of(secret: &[u8], email: &str) -> String {
    let label: String = email.bytes().map(encoded).collect();
    format!(
        "otpauth://totp/{ISSUER}:{label}?secret={}&issuer={ISSUER}&algorithm=SHA1&digits=6&period=30",
        base32(secret)
    )
}

fn encoded(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238 appendix B, SHA-1: seconds since 1970 and the code of eight digits.
    const VECTORS: [(i64, u32); 6] = [
        (59, 94_287_082),
        (1_111_111_109, 7_081_804),
        (1_111_111_111, 14_050_471),
        (1_234_567_890, 89_005_924),
        (2_000_000_000, 69_279_037),
        (20_000_000_000, 65_353_130),
    ];
    const SECRET: &[u8; 20] = b"12345678901234567890";

    fn at(seconds: i64) -> Instant {
        Instant::from_us(seconds * 1_000_000)
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        for (seconds, eight) in VECTORS {
            let step = step_at(at(seconds));
            assert_eq!(number_of(SECRET, step) % 100_000_000, eight, "{seconds}");
            assert_eq!(code_at(SECRET, step), format!("{:06}", eight % 1_000_000), "{seconds}");
        }
    }

    /// RFC 4226 appendix D: the first ten counters.
    #[test]
    fn codes_are_those_of_rfc_4226() {
        let expect =
            ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
        assert_eq!((0..10).map(|step| code_at(SECRET, step)).collect::<Vec<_>>(), expect);
    }

    #[test]
    fn a_code_holds_a_step_around_its_own_and_never_again() {
        let now = at(1_111_111_111);
        let here = step_at(now);
        for (step, expect) in [(-2, None), (-1, Some(-1)), (0, Some(0)), (1, Some(1)), (2, None)] {
            let code = code_at(SECRET, here + step);
            assert_eq!(step_of(SECRET, &code, now, 0), expect.map(|step| here + step), "{step}");
        }
        assert_eq!(step_of(SECRET, &code_at(SECRET, here), now, here), None, "it was taken");
        assert_eq!(step_of(SECRET, &code_at(SECRET, here - 1), now, here), None, "and so are those before it");
        assert_eq!(step_of(SECRET, &code_at(SECRET, here + 1), now, here), Some(here + 1));
        for wrong in ["", "12345", "1234567", "00000a"] {
            assert_eq!(step_of(SECRET, wrong, now, 0), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_typed_is_read_as_people_type_it() {
        let code = |text: &str| Some(Typed::Code(text.to_owned()));
        for (typed, expect) in [
            ("123456", code("123456")),
            (" 123 456 ", code("123456")),
            ("١٢٣٤٥٦", code("123456")),
            ("۱۲۳-۴۵۶", code("123456")),
            ("abcd-efgh-2345-67ij", Some(Typed::Recovery("ABCDEFGH234567IJ".to_owned()))),
            ("ABCD EFGH 2345 67IJ", Some(Typed::Recovery("ABCDEFGH234567IJ".to_owned()))),
            ("ABCD-EFGH-2345-6710", None),
            ("12345", None),
            ("1234567", None),
            ("", None),
            ("١٢٣٤٥٦٧", None),
        ] {
            assert_eq!(Typed::read(typed), expect, "{typed}");
        }
        assert_eq!(Typed::read(&" ".repeat(TYPED_BYTES_MAX + 1)), None);
    }

    /// RFC 4648 §10, without padding.
    #[test]
    fn secrets_are_written_as_rfc_4648_says() {
        for (plain, expect) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(plain.as_bytes()), expect);
        }
        assert_eq!(grouped(&base32(SECRET)), "GEZD-GNBV-GY3T-QOJQ-GEZD-GNBV-GY3T-QOJQ");
        let expect = "otpauth://totp/Wasl:noura%2Bshop%40example.sa?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
                      &issuer=Wasl&algorithm=SHA1&digits=6&period=30";
        assert_eq!(address_of(SECRET, "noura+shop@example.sa"), expect);
    }
}
