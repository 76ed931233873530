//! What a room says is written in the transaction that made it true, with one delivery row per listener;
//! a worker hands it over in the transaction that drops the row: inside our database, exactly once.

mod deliver;
mod emit;
mod lag;
mod stuck;
mod unheard;
mod waiting;
mod work;

pub use deliver::{BATCH_MAX, DeliveryCount, deliver_shop};
pub use emit::Outbox;
pub use lag::{Lag, read_lag};
pub use stuck::{ParkedDelivery, parked_deliveries, retry_delivery_in, retry_listener_in};
pub use unheard::{Unheard, forget_unheard_in};
pub use waiting::{COUNTED_MAX, Waiting, newest_fact, waiting_deliveries};
pub use work::{drain_all, read_subscriptions, record_subscriptions, run_worker};
