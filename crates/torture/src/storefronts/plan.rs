//! From histories to what is sent: repeated, out of order, forged. All is drawn from the seed before the first call.

use super::body::{body, names, topics};
use super::tale::{CITIES, DOORS, Make, Tale, Why, one_in, pick, tell};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use wasl_base::SeededChance;

/// Of a hundred messages so many are repeated, reordered and tampered with.
const REPEATED_PERCENT: usize = 30;
const REORDERED_PERCENT: usize = 20;
const TAMPERED_PERCENT: usize = 5;
/// Room between two messages in which others find their place.
const STRIDE: u64 = 1_000;
/// Messages after which the next telling of an order comes, at most.
const NEXT_MAX: u64 = 600;
/// Messages after which a repetition comes, when it comes soon.
const SOON_MAX: u64 = 8;
/// Orders that are placed in one go.
const BATCH_MAX: u64 = 30;
/// Beyond every id that is told.
const GHOST_ID: u64 = 9_000_000_000;
/// Seconds by which a forged telling pretends to be newer.
const AHEAD_SECONDS: i64 = 3_600;

/// What is wrong with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bend {
    /// Nothing: it is taken.
    Straight,
    /// The signature is of another body.
    Body,
    Truncated,
    WrongSecret,
    /// Signed for another connection.
    OtherDoor,
    Unsigned,
}

const BENDS: [Bend; 5] = [Bend::Body, Bend::Truncated, Bend::WrongSecret, Bend::OtherDoor, Bend::Unsigned];

#[derive(Clone, Debug)]
pub struct Call {
    pub tale: usize,
    pub telling: usize,
    pub topic: &'static str,
    pub webhook: u64,
    pub bend: Bend,
}

/// Everything that is going to be sent, in order.
pub struct Plan {
    pub tales: Vec<Tale>,
    pub calls: Vec<Call>,
    pub repeated: usize,
    pub reordered: usize,
    pub tampered: usize,
}

/// A call as it goes over the wire.
pub struct Wire {
    pub door: usize,
    pub topic: &'static str,
    pub webhook: String,
    pub signature: Option<String>,
    pub body: Vec<u8>,
}

/// `count` messages; `now` is in seconds of the Unix epoch.
pub fn plan(seed: u64, count: usize, now: i64) -> Plan {
    let chance = SeededChance::new(seed);
    let (repeated, tampered) = (count * REPEATED_PERCENT / 100, count * TAMPERED_PERCENT / 100);
    let (tales, mut placed) = tell_all(&chance, count - repeated - tampered, now);
    let told = placed.len();
    let span = told as u64 * STRIDE;
    let reordered = reorder(&chance, &mut placed, span, count * REORDERED_PERCENT / 100);
    for _ in 0..repeated {
        let (key, call) = placed[pick(&chance, told)].clone();
        let is_soon = one_in(&chance, 2);
        let later = if is_soon { chance.below(SOON_MAX * STRIDE) } else { chance.below(span) };
        // A storefront repeats a message under its id; some send everything twice under two.
        let webhook = if one_in(&chance, 4) { call.webhook + (1 << 40) } else { call.webhook };
        placed.push((key + later, Call { webhook, ..call }));
    }
    for number in 0..tampered {
        let (_, call) = placed[pick(&chance, told)].clone();
        placed.push((chance.below(span), Call { bend: BENDS[number % BENDS.len()], ..call }));
    }
    placed.sort_by_key(|(key, _)| *key);
    let mut plan =
        Plan { tales, calls: placed.into_iter().map(|(_, call)| call).collect(), repeated, reordered, tampered };
    plan.end_with_a_mark(&chance, now);
    plan
}

type Placed = Vec<(u64, Call)>;

/// Each telling under each of its names, in its order's own order; orders beside each other.
fn tell_all(chance: &SeededChance, count: usize, now: i64) -> (Vec<Tale>, Placed) {
    let (mut tales, mut placed): (Vec<Tale>, Placed) = (Vec::new(), Vec::new());
    let span = count as u64 * STRIDE;
    let (mut batch, mut start) = (0, 0);
    while placed.len() < count {
        if batch == 0 {
            (batch, start) = (if one_in(chance, 10) { 1 + chance.below(BATCH_MAX) } else { 1 }, chance.below(span));
        }
        batch -= 1;
        let tale = tell(chance, tales.len() as u64, now);
        let mut key = start;
        for (place, telling) in tale.tellings.iter().enumerate() {
            let webhook = placed.len() as u64 + 1;
            // Sometimes two different messages bear one id.
            let webhook = if place > 0 && one_in(chance, 30) { webhook - 1 } else { webhook };
            for topic in topics(tale.make(), telling.why) {
                placed.push((key, Call { tale: tales.len(), telling: place, topic, webhook, bend: Bend::Straight }));
            }
            key += chance.below(NEXT_MAX * STRIDE);
        }
        tales.push(tale);
    }
    (tales, placed)
}

/// About `wanted` of them come at any other time; how many it were.
fn reorder(chance: &SeededChance, placed: &mut Placed, span: u64, wanted: usize) -> usize {
    let (mut count, told) = (0, placed.len());
    for (key, _) in placed.iter_mut().filter(|_| pick(chance, told) < wanted) {
        *key = chance.below(span);
        count += 1;
    }
    count
}

impl Plan {
    /// Sent last, and taken in when all that came before it is.
    fn end_with_a_mark(&mut self, chance: &SeededChance, now: i64) {
        let mut tale = tell(chance, self.tales.len() as u64, now);
        tale.tellings.truncate(1);
        let topic = topics(tale.make(), Why::Created)[0];
        self.calls.push(Call { tale: self.tales.len(), telling: 0, topic, webhook: 1 << 50, bend: Bend::Straight });
        self.tales.push(tale);
    }

    pub fn mark(&self) -> &Tale {
        &self.tales[self.tales.len() - 1]
    }

    pub fn wire(&self, call: &Call, secrets: &[String]) -> Wire {
        let tale = &self.tales[call.tale];
        let true_body = body(tale, &tale.tellings[call.telling]).to_string().into_bytes();
        let sent = if call.bend == Bend::Straight { true_body.clone() } else { forged(tale, call) };
        let door = tale.door;
        let other = (door + 1) % DOORS.len();
        let (sent, signature) = match call.bend {
            Bend::Straight | Bend::Body => (sent, Some(sign(&true_body, &secrets[door]))),
            Bend::Truncated => (sent[..sent.len() / 2].to_vec(), Some(sign(&sent, &secrets[door]))),
            Bend::WrongSecret => (sent.clone(), Some(sign(&sent, "nobody's secret of a storefront"))),
            Bend::OtherDoor => (sent.clone(), Some(sign(&sent, &secrets[other]))),
            Bend::Unsigned => (sent, None),
        };
        Wire { door, topic: call.topic, webhook: format!("w-{}", call.webhook), signature, body: sent }
    }
}

/// Were it taken, it would show: an order that nobody placed, or a newer state of one that somebody did.
fn forged(tale: &Tale, call: &Call) -> Vec<u8> {
    let (mut tale, mut telling) = (tale.clone(), tale.tellings[call.telling].clone());
    if call.webhook.is_multiple_of(2) {
        tale.id += GHOST_ID;
    }
    let elsewhere = CITIES.iter().position(|city| *city == telling.city).unwrap_or(0) + 1;
    telling.city = CITIES[elsewhere % CITIES.len()];
    telling.at = tale.tellings.last().map_or(telling.at, |last| last.at) + AHEAD_SECONDS;
    telling.is_off = !telling.is_off;
    let mut bytes = body(&tale, &telling).to_string().into_bytes();
    if telling.why == Why::Deleted {
        // An id is all that is told of a deletion: one byte of it.
        bytes.insert(bytes.len() - 1, b'0');
    }
    bytes
}

/// HMAC-SHA256 (RFC 2104) in base 64.
pub fn sign(body: &[u8], secret: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
    mac.update(body);
    STANDARD.encode(mac.finalize().into_bytes())
}

impl Wire {
    pub fn make(&self) -> Make {
        DOORS[self.door].0
    }

    /// Beside the body, what is said in headers.
    pub fn headers(&self) -> Vec<(&'static str, &str)> {
        let names = names(self.make());
        let mut all = vec![(names.topic, self.topic), (names.webhook_id, self.webhook.as_str())];
        all.extend(self.signature.as_deref().map(|signature| (names.signature, signature)));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_338_000;

    #[test]
    fn the_chaos_has_its_measure() {
        let plan = plan(5, 20_000, NOW);
        assert!(plan.calls.len() >= 20_000 && plan.calls.len() < 20_020, "{}", plan.calls.len());
        assert_eq!((plan.repeated, plan.tampered), (6_000, 1_000));
        assert_eq!(plan.calls.iter().filter(|call| call.bend != Bend::Straight).count(), 1_000);
        let moved = plan.reordered * 100 / 20_000;
        assert!((18..=22).contains(&moved), "{moved}");
        let mut told: Vec<(usize, usize)> = plan.calls.iter().map(|call| (call.tale, call.telling)).collect();
        told.sort_unstable();
        told.dedup();
        assert_eq!(told.len(), plan.tales.iter().map(|tale| tale.tellings.len()).sum::<usize>(), "each is told");
    }

    #[test]
    fn what_is_bent_is_signed_for_something_else() {
        let secrets: Vec<String> = (0..DOORS.len()).map(|door| format!("a secret of storefront {door}")).collect();
        let plan = plan(9, 4_000, NOW);
        for call in &plan.calls {
            let wire = plan.wire(call, &secrets);
            let fits = wire.signature == Some(sign(&wire.body, &secrets[wire.door]));
            assert_eq!(fits, call.bend == Bend::Straight, "{call:?}");
        }
    }

    /// RFC 4231, test case 2.
    #[test]
    fn the_published_vector_holds() {
        assert_eq!(sign(b"what do ya want for nothing?", "Jefe"), "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
    }
}
