//! Secrets that we must read again (a webhook's secret, a second factor) are sealed before they are stored, under a key of
//! the house that stands outside the database: ChaCha20-Poly1305 (RFC 8439). A sealed text belongs to one shop, one
//! purpose and one row; carried elsewhere it does not open.

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use wasl_base::{Chance, Coded, Kind, ShopId};

/// Bytes of a key.
const KEY_BYTES: usize = 32;
/// Bytes that say which key sealed a text: the first of the key's SHA-256.
const KEY_NAME_BYTES: usize = 4;
/// The first byte of everything sealed this way.
const FORM: u8 = 1;
/// Keys that one file may hold: the one in use, and those that are on their way out.
const KEYS_MAX: usize = 8;

/// Whose secret it is: a sealed text opens in its own place alone.
#[derive(Clone, Copy, Debug)]
pub struct SealPlace {
    pub shop: ShopId,
    /// A stable word, e.g. `storefronts.secret`.
    pub purpose: &'static str,
    /// The row that holds it.
    pub row: i64,
}

impl SealPlace {
    fn text(&self) -> String {
        format!("wasl:{}:{}:{}", self.purpose, self.shop.number(), self.row)
    }
}

struct HouseKey {
    name: [u8; KEY_NAME_BYTES],
    key: LessSafeKey,
}

/// The keys of the house. The first one seals; all of them open.
pub struct Seals {
    keys: Vec<HouseKey>,
}

/// Never the keys.
impl std::fmt::Debug for Seals {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Seals({})", self.keys.len())
    }
}

#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error("this was sealed with a key that the house does not hold; put it back into the key file")]
    UnknownKey,
    #[error("a sealed secret is damaged or stands in another's place")]
    Damaged,
}

impl Coded for SealError {
    fn code(&self) -> &'static str {
        "platform.sealed"
    }

    fn kind(&self) -> Kind {
        Kind::Unavailable
    }
}

#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    #[error("cannot read or make the key file {path}: {source}", path = path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{path} holds no key: 1 to {KEYS_MAX} lines of 64 hexadecimal digits are wanted", path = path.display())]
    Malformed { path: PathBuf },
    #[error("{path} can be read by others than its owner; `chmod 600` it", path = path.display())]
    TooOpen { path: PathBuf },
}

impl Seals {
    /// The keys of `path`, one to a line, the one in use first. A file that is not there is made with a new key, and is
    /// on disk before this returns.
    pub fn open_file(path: &Path, chance: &dyn Chance) -> Result<Self, KeyFileError> {
        let unreadable = |source| KeyFileError::Unreadable { path: path.to_owned(), source };
        match make_file(path, chance) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(unreadable(error)),
            _ => {}
        }
        let mode = std::os::unix::fs::PermissionsExt::mode(&path.metadata().map_err(unreadable)?.permissions());
        if mode & 0o077 != 0 {
            return Err(KeyFileError::TooOpen { path: path.to_owned() });
        }
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        let keys: Option<Vec<[u8; KEY_BYTES]>> = text.split_whitespace().map(key_of_hex).collect();
        match keys {
            Some(keys) if (1..=KEYS_MAX).contains(&keys.len()) => Ok(Self::of(&keys)),
            _ => Err(KeyFileError::Malformed { path: path.to_owned() }),
        }
    }

    /// Of keys that are already here. The first one seals.
    pub fn of(keys: &[[u8; KEY_BYTES]]) -> Self {
        let keys = keys.iter().filter_map(|bytes| {
            let key = LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, bytes).ok()?);
            let mut name = [0; KEY_NAME_BYTES];
            name.copy_from_slice(&Sha256::digest(bytes)[..KEY_NAME_BYTES]);
            Some(HouseKey { name, key })
        });
        Self { keys: keys.collect() }
    }

    /// Form, key's name, nonce, what was sealed, its tag: 33 bytes more than `plain`.
    /// Errors: `platform.sealed` when the house has no key.
    pub fn seal(&self, chance: &dyn Chance, place: &SealPlace, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let HouseKey { name, key } = self.keys.first().ok_or(SealError::UnknownKey)?;
        let mut nonce = [0; NONCE_LEN];
        chance.fill(&mut nonce);
        let mut body = plain.to_vec();
        let bound = Nonce::assume_unique_for_key(nonce);
        key.seal_in_place_append_tag(bound, Aad::from(place.text()), &mut body).map_err(|_| SealError::Damaged)?;
        Ok([&[FORM][..], name, &nonce, &body].concat())
    }

    /// Errors: `platform.sealed` when its key is not here, when it is damaged, or when it was sealed for another place.
    pub fn open(&self, place: &SealPlace, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (name, rest) = match sealed.split_first() {
            Some((&FORM, rest)) => rest.split_first_chunk::<KEY_NAME_BYTES>().ok_or(SealError::Damaged)?,
            _ => return Err(SealError::Damaged),
        };
        let (nonce, body) = rest.split_first_chunk::<NONCE_LEN>().ok_or(SealError::Damaged)?;
        let held = self.keys.iter().find(|key| key.name == *name).ok_or(SealError::UnknownKey)?;
        let mut body = body.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let plain =
            held.key.open_in_place(nonce, Aad::from(place.text()), &mut body).map_err(|_| SealError::Damaged)?;
        Ok(plain.to_vec())
    }
}

/// Written beside its place and linked into it: no process ever reads half a key, and two at once agree on one.
fn make_file(path: &Path, chance: &dyn Chance) -> std::io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    let mut bytes = [0; KEY_BYTES];
    chance.fill(&mut bytes);
    let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let beside = path.with_extension(format!("new-{}", std::process::id()));
    let written =
        std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside).and_then(|mut file| {
            writeln!(file, "{text}")?;
            file.sync_all()
        });
    let linked = written.and_then(|()| std::fs::hard_link(&beside, path));
    std::fs::remove_file(&beside)?;
    linked?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::File::open(folder)?.sync_all()
}

fn key_of_hex(text: &str) -> Option<[u8; KEY_BYTES]> {
    let mut key = [0; KEY_BYTES];
    if text.len() != 2 * KEY_BYTES || !text.is_ascii() {
        return None;
    }
    for (place, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasl_base::SystemChance;

    const PLACE: SealPlace = SealPlace { shop: ShopId::from_number(7), purpose: "tests.secret", row: 3 };

    #[test]
    fn what_is_sealed_opens_in_its_place_alone() {
        let seals = Seals::of(&[[1; 32]]);
        let sealed = seals.seal(&SystemChance, &PLACE, "سر".as_bytes()).expect("sealed");
        assert_eq!(seals.open(&PLACE, &sealed).expect("opened"), "سر".as_bytes());
        assert_ne!(sealed, seals.seal(&SystemChance, &PLACE, "سر".as_bytes()).expect("sealed"), "never twice the same");
        for other in [
            SealPlace { shop: ShopId::from_number(8), ..PLACE },
            SealPlace { purpose: "tests.other", ..PLACE },
            SealPlace { row: 4, ..PLACE },
        ] {
            assert!(matches!(seals.open(&other, &sealed), Err(SealError::Damaged)), "{other:?}");
        }
        for place in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[place] ^= 1;
            assert!(seals.open(&PLACE, &bent).is_err(), "a bit of byte {place}");
            assert!(seals.open(&PLACE, &sealed[..place]).is_err(), "{place} bytes");
        }
    }

    #[test]
    fn a_key_on_its_way_out_still_opens() {
        let before = Seals::of(&[[1; 32]]).seal(&SystemChance, &PLACE, b"old").expect("sealed");
        let seals = Seals::of(&[[2; 32], [1; 32]]);
        assert_eq!(seals.open(&PLACE, &before).expect("opened"), b"old");
        let after = seals.seal(&SystemChance, &PLACE, b"new").expect("sealed");
        assert!(matches!(Seals::of(&[[1; 32]]).open(&PLACE, &after), Err(SealError::UnknownKey)));
    }

    #[test]
    fn the_key_file_is_made_once_and_for_its_owner() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("house.key");
        let sealed = Seals::open_file(&path, &SystemChance).expect("made").seal(&SystemChance, &PLACE, b"x");
        let again = Seals::open_file(&path, &SystemChance).expect("read");
        assert_eq!(again.open(&PLACE, &sealed.expect("sealed")).expect("opened"), b"x");
        assert_eq!(std::fs::read_dir(folder.path()).expect("list").count(), 1, "nothing is left beside it");
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o644)).expect("mode");
        assert!(matches!(Seals::open_file(&path, &SystemChance), Err(KeyFileError::TooOpen { .. })));
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("mode");
        for text in ["", "00", &"g".repeat(64), &format!("{}\n", "ab".repeat(32)).repeat(9)] {
            std::fs::write(&path, text).expect("write");
            assert!(matches!(Seals::open_file(&path, &SystemChance), Err(KeyFileError::Malformed { .. })), "{text}");
        }
    }
}
