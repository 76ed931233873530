//! Whether the books are what was written: the chain recomputed, every entry's balance, the stored days against the
//! lines, the head and the mark outside. Everything damaged is listed, the first one first; memory stays bounded.

use crate::canonical::{GENESIS, Hash, SealBytes, chain_hash, input_bytes, input_hash};
use crate::model::LINES_MAX;
use crate::store::{self, DayKey, Head};
use crate::stored::{EntryRow, LineRow};
use crate::witness::{MarkAlarm, check_mark};
use std::collections::BTreeMap;
use wasl_base::ShopId;
use wasl_db::{DbError, Mark, Read};

/// Entries read at a time.
const PAGE_ENTRIES: i64 = 100;
/// Day balances read at a time.
const PAGE_DAYS: i64 = 5_000;
/// Hashes that a successor of damaged entries may have followed.
const FOLLOWS_MAX: usize = 3;
/// Damages that are listed; the rest is counted.
pub const DAMAGES_MAX: usize = 10_000;

/// One thing that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Damage {
    /// A sequence number without an entry.
    Missing { seq: i64 },
    /// The row or a line of it cannot be read at all.
    Unreadable { seq: i64 },
    /// The content, the hash or the place in the chain is another.
    Changed { seq: i64 },
    /// Debits and credits differ in a currency.
    Unbalanced { seq: i64 },
    /// Lines that no entry seals.
    StrayLines { seq: i64 },
    /// The head is not where the last entry is.
    Head { stored: i64, last: i64 },
    /// A stored day balance is not the sum of its lines.
    DayBalance { currency: String, account: i64, day: String, vat_code: String },
    /// The database does not hold what the mark outside it says was acknowledged.
    Mark(MarkAlarm),
}

/// What a verification found.
#[derive(Clone, Debug)]
pub struct Report {
    pub shop: ShopId,
    pub entries: i64,
    pub lines: i64,
    /// The end of the chain as it was recomputed.
    pub head: Head,
    pub damages: Vec<Damage>,
    pub damages_count: usize,
    /// Entries after the mark, which nothing outside the database vouches for; `None` when there is no mark.
    /// On SQLite it is 0 whenever nothing is being written; on PostgreSQL it is what came after the last signing.
    pub tail_unprotected: Option<i64>,
}

impl Report {
    pub fn is_sound(&self) -> bool {
        self.damages_count == 0
    }

    /// The first sequence number at which something is wrong.
    pub fn first_damaged_seq(&self) -> Option<i64> {
        self.damages.iter().filter_map(Damage::seq).min()
    }
}

impl Damage {
    pub fn seq(&self) -> Option<i64> {
        match self {
            Self::Missing { seq }
            | Self::Unreadable { seq }
            | Self::Changed { seq }
            | Self::Unbalanced { seq }
            | Self::StrayLines { seq }
            | Self::Mark(MarkAlarm::Differs { seq, .. }) => Some(*seq),
            Self::Mark(MarkAlarm::Behind { found, .. }) => Some(found + 1),
            Self::Head { .. } | Self::DayBalance { .. } => None,
        }
    }
}

/// Verifies the books of a shop in one snapshot; `mark` is its newest high-water mark, if there is one.
pub async fn verify_shop(read: &mut Read, shop: ShopId, mark: Option<&Mark>) -> Result<Report, DbError> {
    let mut check = Check::new(shop);
    while check.next_page(read).await? {}
    check.end_of_journal(read).await?;
    check.compare_days(read).await?;
    let mut tail = None;
    if let Some(mark) = mark {
        if let Some(alarm) = check_mark(read, mark).await? {
            check.note(Damage::Mark(alarm));
        }
        tail = Some((check.last.seq - mark.sequence).max(0));
    }
    Ok(Report {
        shop,
        entries: check.entries,
        lines: check.lines,
        head: check.last,
        damages: check.damages,
        damages_count: check.damages_count,
        tail_unprotected: tail,
    })
}

struct Check {
    shop: ShopId,
    /// The last entry seen; its hash as stored.
    last: Head,
    /// What the next entry may follow: the last hash as stored; behind a damaged entry also as recomputed, since its
    /// hash may be what was edited. Empty behind a gap, where nothing is known.
    follows: Vec<Hash>,
    entries: i64,
    lines: i64,
    /// As many as accounts × days × currencies × VAT codes, however many entries there are.
    days: BTreeMap<DayKey, (i128, i128)>,
    damages: Vec<Damage>,
    damages_count: usize,
}

impl Check {
    fn new(shop: ShopId) -> Self {
        Self {
            shop,
            last: Head { seq: 0, hash: GENESIS },
            follows: vec![GENESIS],
            entries: 0,
            lines: 0,
            days: BTreeMap::new(),
            damages: Vec::new(),
            damages_count: 0,
        }
    }

    fn note(&mut self, damage: Damage) {
        self.damages_count += 1;
        if self.damages.len() < DAMAGES_MAX {
            self.damages.push(damage);
        }
    }

    /// Reads and checks what follows; false at the end.
    async fn next_page(&mut self, read: &mut Read) -> Result<bool, DbError> {
        let rows = match store::entries_after(read, self.shop, self.last.seq, PAGE_ENTRIES).await {
            Err(DbError::Bug(_)) => return self.next_alone(read).await,
            rows => rows?,
        };
        let Some(last) = rows.last().map(|row| row.seq) else {
            return Ok(false);
        };
        let lines_max = PAGE_ENTRIES * LINES_MAX as i64;
        match store::lines_between(read, self.shop, self.last.seq + 1, last, lines_max).await {
            Err(DbError::Bug(_)) => {
                for row in rows {
                    let lines = store::lines_between(read, self.shop, row.seq, row.seq, lines_max).await;
                    self.entry_or_unreadable(&row, lines)?;
                }
            }
            lines => self.page(&rows, &lines?),
        }
        Ok(true)
    }

    /// A page with an unreadable row is walked one entry at a time.
    async fn next_alone(&mut self, read: &mut Read) -> Result<bool, DbError> {
        match store::entries_after(read, self.shop, self.last.seq, 1).await {
            Err(DbError::Bug(_)) => {
                let seq = self.last.seq + 1;
                self.note(Damage::Unreadable { seq });
                self.last.seq = seq;
                self.follows.clear();
                Ok(true)
            }
            rows => {
                let Some(row) = rows?.pop() else {
                    return Ok(false);
                };
                let lines = store::lines_between(read, self.shop, row.seq, row.seq, LINES_MAX as i64 + 1).await;
                self.entry_or_unreadable(&row, lines)?;
                Ok(true)
            }
        }
    }

    fn entry_or_unreadable(&mut self, row: &EntryRow, lines: Result<Vec<LineRow>, DbError>) -> Result<(), DbError> {
        match lines {
            Err(DbError::Bug(_)) => {
                self.entry(row, &[]);
                self.note(Damage::Unreadable { seq: row.seq });
            }
            lines => self.entry(row, &lines?),
        }
        Ok(())
    }

    fn page(&mut self, rows: &[EntryRow], lines: &[LineRow]) {
        let mut rest = lines;
        for row in rows {
            let stray = rest.partition_point(|line| line.seq < row.seq);
            self.stray(&rest[..stray]);
            rest = &rest[stray..];
            let own = rest.partition_point(|line| line.seq == row.seq);
            self.entry(row, &rest[..own]);
            rest = &rest[own..];
        }
    }

    fn stray(&mut self, lines: &[LineRow]) {
        for lines in lines.chunk_by(|a, b| a.seq == b.seq) {
            self.note(Damage::StrayLines { seq: lines[0].seq });
        }
    }

    fn entry(&mut self, row: &EntryRow, lines: &[LineRow]) {
        let gap = row.seq - self.last.seq - 1;
        if gap > 0 {
            // A wide gap is one wound: its ends tell where.
            for seq in (self.last.seq + 1..row.seq).take(DAMAGES_MAX) {
                self.note(Damage::Missing { seq });
            }
            self.follows.clear();
        }
        let input = input_bytes(&row.bytes(), lines.iter().map(LineRow::bytes));
        let seal = SealBytes {
            shop: self.shop.number(),
            seq: row.seq,
            recorded_at_us: row.recorded_at_us,
            origin: &row.origin,
        };
        let recomputed: Vec<Hash> = self.follows.iter().map(|previous| chain_hash(previous, &seal, &input)).collect();
        let is_linked = recomputed.is_empty() || recomputed.iter().any(|hash| hash[..] == row.hash[..]);
        let places_fit = lines.iter().zip(1_i64..).all(|(line, place)| line.line == place);
        let count_fits = row.line_count == i64::try_from(lines.len()).unwrap_or(-1);
        if !is_linked || !places_fit || !count_fits || input_hash(&input)[..] != row.input_hash[..] {
            self.note(Damage::Changed { seq: row.seq });
        } else if !is_balanced(lines) {
            self.note(Damage::Unbalanced { seq: row.seq });
        }
        self.add_days(row, lines);
        self.entries += 1;
        self.lines += i64::try_from(lines.len()).unwrap_or(0);
        let stored: Hash = row.hash.as_slice().try_into().unwrap_or(GENESIS);
        self.last = Head { seq: row.seq, hash: stored };
        self.follows = vec![stored];
        if !is_linked {
            self.follows.extend(recomputed.into_iter().take(FOLLOWS_MAX));
        }
    }

    fn add_days(&mut self, row: &EntryRow, lines: &[LineRow]) {
        for line in lines {
            let code = line.vat_code.clone().unwrap_or_default();
            let key = (line.currency.clone(), line.account, row.date.clone(), code);
            let (debit, credit) = self.days.entry(key).or_default();
            *debit += i128::from(line.debit);
            *credit += i128::from(line.credit);
        }
    }

    async fn end_of_journal(&mut self, read: &mut Read) -> Result<(), DbError> {
        let (beyond, first) = store::lines_beyond(read, self.shop, self.last.seq).await?;
        let stored = match store::read_head(read, self.shop).await {
            Err(DbError::Bug(_)) => Head { seq: -1, hash: GENESIS },
            head => head?,
        };
        // What the head still knows of and the journal lacks was cut off the end.
        for seq in (self.last.seq + 1..=stored.seq).take(DAMAGES_MAX) {
            self.note(Damage::Missing { seq });
        }
        if beyond > 0 && first > stored.seq {
            self.note(Damage::StrayLines { seq: first });
        }
        if stored != self.last {
            self.note(Damage::Head { stored: stored.seq, last: self.last.seq });
        }
        Ok(())
    }

    /// Stored days against the sums of the lines, both in the order of their key.
    async fn compare_days(&mut self, read: &mut Read) -> Result<(), DbError> {
        let mut days = std::mem::take(&mut self.days);
        let mut after: DayKey = (String::new(), 0, String::new(), String::new());
        loop {
            let page = store::balance_days(read, self.shop, &after, PAGE_DAYS).await?;
            let Some((last, _)) = page.last() else { break };
            after.clone_from(last);
            for (key, (debit, credit)) in page {
                if days.remove(&key) != Some((i128::from(debit), i128::from(credit))) {
                    let (currency, account, day, vat_code) = key;
                    self.note(Damage::DayBalance { currency, account, day, vat_code });
                }
            }
        }
        for ((currency, account, day, vat_code), _) in days {
            self.note(Damage::DayBalance { currency, account, day, vat_code });
        }
        Ok(())
    }
}

fn is_balanced(lines: &[LineRow]) -> bool {
    let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
    for line in lines {
        *sums.entry(&line.currency).or_default() += i128::from(line.debit) - i128::from(line.credit);
    }
    lines.len() >= 2 && sums.values().all(|sum| *sum == 0)
}
