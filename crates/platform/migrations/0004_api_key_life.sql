-- A key ends by itself and tells when it was last used, so that a forgotten one is found.
ALTER TABLE api_key ADD COLUMN expires_at BIGINT;
ALTER TABLE api_key ADD COLUMN used_at BIGINT;
