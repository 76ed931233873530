//! Whole numbers in as few bytes as they need (LEB128, DWARF 5 §7.6), for sums that are read and written as one piece.

/// Bits of a number that one byte carries; the eighth says that more follow.
const BYTE_BITS: u32 = 7;
const MORE: u8 = 0x80;

/// Stored bytes that this room did not write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a packed sum is unreadable")]
pub struct Unreadable;

/// Appends a number that is not negative; less than nothing is written as nothing.
pub fn put(packed: &mut Vec<u8>, number: i64) {
    let mut rest = number.max(0).unsigned_abs();
    while rest >= 1 << BYTE_BITS {
        packed.push((rest & 0x7f) as u8 | MORE);
        rest >>= BYTE_BITS;
    }
    packed.push(rest as u8);
}

/// Takes the first number off `rest`.
pub fn take(rest: &mut &[u8]) -> Result<i64, Unreadable> {
    let mut number = 0_u64;
    let mut shift = 0;
    while let [byte, after @ ..] = *rest {
        *rest = after;
        let bits = u64::from(byte & !MORE);
        if shift >= u64::BITS || (bits << shift) >> shift != bits {
            return Err(Unreadable);
        }
        number |= bits << shift;
        if byte & MORE == 0 {
            return i64::try_from(number).map_err(|_| Unreadable);
        }
        shift += BYTE_BITS;
    }
    Err(Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn small_numbers_are_small() {
        for (number, bytes) in [(0, 1), (127, 1), (128, 2), (16_383, 2), (16_384, 3), (i64::MAX, 9)] {
            let mut packed = Vec::new();
            put(&mut packed, number);
            assert_eq!(packed.len(), bytes, "{number}");
            assert_eq!(take(&mut packed.as_slice()), Ok(number));
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for bad in
            [&[][..], &[0x80], &[0xff; 9], &[0xff; 11], &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]]
        {
            assert_eq!(take(&mut &*bad), Err(Unreadable), "{bad:x?}");
        }
    }

    proptest! {
        #[test]
        fn numbers_read_back(numbers in prop::collection::vec(0..=i64::MAX, 0..20)) {
            let mut packed = Vec::new();
            numbers.iter().for_each(|number| put(&mut packed, *number));
            let mut rest = packed.as_slice();
            for number in numbers {
                prop_assert_eq!(take(&mut rest), Ok(number));
            }
            prop_assert!(rest.is_empty());
        }
    }
}
