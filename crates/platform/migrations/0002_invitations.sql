-- Who is asked to join a shop and has not come yet. A row goes when they come, when it is taken back, or a while after its end.
CREATE TABLE invitation (
  shop_id BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  id BIGINT NOT NULL,
  email TEXT NOT NULL, -- personal
  name TEXT NOT NULL, -- personal
  role TEXT NOT NULL,
  invited_by BIGINT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (shop_id, hash)
);
CREATE UNIQUE INDEX invitation_id ON invitation (shop_id, id);
CREATE UNIQUE INDEX invitation_email ON invitation (shop_id, email);
