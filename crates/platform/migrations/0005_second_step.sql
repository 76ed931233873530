-- A second step after the password: an app on the person's phone knows a secret of ours and tells a code that changes every
-- half minute. A person belongs to no shop, and neither does their second step. The secret is sealed by the house's key.
CREATE TABLE second_step (
  user_id BIGINT NOT NULL,
  secret BYTEA NOT NULL,
  last_step BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (user_id)
);

-- Codes for the day the phone is lost: each works once, and is kept as its hash.
CREATE TABLE recovery_code (
  user_id BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (user_id, hash)
);

-- A session of kind 'half' waits for its second step: how often a code was tried on it. A whole one may hold the secret of
-- a second step that is being set up.
ALTER TABLE session ADD COLUMN tries BIGINT;
ALTER TABLE session ADD COLUMN draft BYTEA;
