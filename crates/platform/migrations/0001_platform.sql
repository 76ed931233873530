-- The ground every domain stands on: shops, people and their keys, what was said (events) and who must hear it.
CREATE TABLE shop (
  id BIGINT NOT NULL,
  short TEXT NOT NULL,
  handle TEXT NOT NULL,
  name_ar TEXT NOT NULL,
  name_en TEXT NOT NULL,
  currency TEXT NOT NULL,
  country TEXT NOT NULL,
  zone TEXT NOT NULL,
  lang TEXT NOT NULL,
  digits TEXT NOT NULL,
  calendar TEXT NOT NULL,
  hue BIGINT NOT NULL,
  city TEXT NOT NULL,
  region TEXT,
  contact_phone TEXT,
  contact_email TEXT,
  contact_whatsapp TEXT,
  secret BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX shop_short ON shop (short);
CREATE UNIQUE INDEX shop_handle ON shop (handle);

CREATE TABLE app_user (
  id BIGINT NOT NULL,
  email TEXT NOT NULL, -- personal
  name TEXT NOT NULL, -- personal
  password_hash TEXT NOT NULL,
  lang TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  disabled_at BIGINT,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX app_user_email ON app_user (email);

CREATE TABLE membership (
  user_id BIGINT NOT NULL,
  shop_id BIGINT NOT NULL,
  role TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, shop_id)
);
CREATE INDEX membership_by_shop ON membership (shop_id, user_id);

-- One table for what a bearer may hold: a session, a known device, a one-time sign-in link, the first-run setup link.
CREATE TABLE session (
  token_hash BYTEA NOT NULL,
  kind TEXT NOT NULL,
  user_id BIGINT,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (token_hash)
);
CREATE INDEX session_by_user ON session (user_id);

CREATE TABLE api_key (
  shop_id BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  id BIGINT NOT NULL,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  revoked_at BIGINT,
  PRIMARY KEY (shop_id, hash)
);
CREATE UNIQUE INDEX api_key_id ON api_key (shop_id, id);

CREATE TABLE audit (
  shop_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  verb TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (shop_id, id)
);

-- The first answer to each key, for some days. It repeats what a customer told us, and never a living link.
CREATE TABLE idempotency (
  shop_id BIGINT NOT NULL,
  key_hash BYTEA NOT NULL,
  request_hash BYTEA NOT NULL,
  status BIGINT NOT NULL,
  body TEXT NOT NULL, -- personal
  at BIGINT NOT NULL,
  PRIMARY KEY (shop_id, key_hash)
);
CREATE INDEX idempotency_by_age ON idempotency (shop_id, at);

CREATE TABLE event (
  shop_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  key BIGINT NOT NULL,
  payload TEXT NOT NULL,
  at BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  origin TEXT NOT NULL,
  PRIMARY KEY (shop_id, id)
);

-- A row waits per subscriber and goes when the subscriber has done its work; what is left is due or parked.
CREATE TABLE delivery (
  shop_id BIGINT NOT NULL,
  consumer TEXT NOT NULL,
  event_id BIGINT NOT NULL,
  key BIGINT NOT NULL,
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  problem TEXT,
  PRIMARY KEY (shop_id, consumer, event_id)
);
CREATE INDEX delivery_held ON delivery (shop_id, consumer, key) WHERE attempts > 0;

-- One worker at a time per shop and consumer, so that the events of one key keep their order.
CREATE TABLE consumer_lane (
  shop_id BIGINT NOT NULL,
  consumer TEXT NOT NULL,
  PRIMARY KEY (shop_id, consumer)
);

-- Who listens to what, written at start, so that an older process still writes rows for a newer consumer.
CREATE TABLE subscription (
  consumer TEXT NOT NULL,
  kind TEXT NOT NULL,
  PRIMARY KEY (consumer, kind)
);

CREATE TABLE due_shop (
  shop_id BIGINT NOT NULL,
  marked_at BIGINT NOT NULL,
  PRIMARY KEY (shop_id)
);

-- Slow, timed or outside work; shop 0 is the house itself. While somebody works at it, run_at is the end of the lease.
CREATE TABLE job (
  shop_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  dedupe_key TEXT,
  payload TEXT NOT NULL,
  priority BIGINT NOT NULL,
  run_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  failed_at BIGINT,
  problem TEXT,
  PRIMARY KEY (shop_id, id)
);
CREATE UNIQUE INDEX job_key ON job (shop_id, kind, dedupe_key);
CREATE INDEX job_due ON job (shop_id, priority, run_at) WHERE state = 'due';

-- Shops with jobs, so that a worker needs not ask each.
CREATE TABLE job_shop (
  shop_id BIGINT NOT NULL,
  PRIMARY KEY (shop_id)
);
