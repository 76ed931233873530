//! What the bare drivers ask of a database that the verbs have filled: rows to be written again with other keys. They
//! know no door, so these are not statements of a room.

pub const SAMPLE_EVENT: &str = "SELECT shop_id, shipment_id, dedupe, id, carrier_event_id, raw_time, at, code, place, text, status, substatus, is_future, origin, recorded_at FROM tracking_event ORDER BY id DESC LIMIT 1";
pub const SAMPLE_SHIPMENT: &str = "SELECT shop_id, id, status, milestone, is_open, has_label, shipped_at, arrived_at, out_at, delivered_at, returned_at, moved_at, moved_status, moved_key, moved_substatus, delivered_on, is_late, updated_at FROM shipment ORDER BY moved_at DESC LIMIT 1";
pub const SAMPLE_SAID: &str = "SELECT shop_id, id, kind, key, payload, at, recorded_at, origin FROM event WHERE kind = 'shipment.advanced' ORDER BY id DESC LIMIT 1";
pub const CONSUMERS: &str = "SELECT consumer FROM subscription WHERE kind = 'shipment.advanced'";
pub const SHIPMENTS: &str = "SELECT id FROM shipment ORDER BY id";
pub const TIDYING: &str = "SELECT COUNT(*) FROM pg_stat_activity WHERE backend_type = 'autovacuum worker'";
pub const TIDY_SEARCH: &str = "VACUUM (ANALYZE) search_term, search_sound, customer";
