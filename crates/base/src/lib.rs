//! The words every room of Wasl shares: ids, money, instants, languages, phones, addresses, folded text.
//! No IO lives here; nothing in this crate reads a clock, a file or the network on its own.

mod address;
mod chance;
mod id;
mod kind;
mod lang;
mod money;
mod origin;
mod phone;
mod sound;
mod text;
mod time;

pub use address::{Address, AddressError, ShortAddress};
pub use chance::{Chance, SeededChance, SystemChance};
pub use id::{
    ApiKeyId, CaseId, CustomerId, EntryId, EventId, Id, IdError, Ids, InvitationId, JobId, OrderId, OrderLineId,
    PaymentId, ProductId, SessionId, ShipmentId, ShopId, StorefrontId, StorefrontMessageId, TrackingEventId, UserId,
    VariantId,
};
pub use kind::{Coded, Kind};
pub use lang::{Lang, LangError};
pub use money::{Currency, Money, MoneyError, allocate};
pub use origin::Origin;
pub use phone::{Phone, PhoneError};
pub use sound::{Heard, heard_words, kept_words, sounds_like};
pub use text::{fold, has_nul, search_terms};
pub use time::{CalendarDate, Clock, FixedClock, Instant, SystemClock, TimeError, Zone};
