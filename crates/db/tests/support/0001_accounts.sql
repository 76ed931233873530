-- A bank small enough to break.
CREATE TABLE account (
    shop_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    name TEXT NOT NULL, -- personal
    balance BIGINT NOT NULL,
    CONSTRAINT account_not_overdrawn CHECK (balance >= 0),
    PRIMARY KEY (shop_id, id)
);
CREATE UNIQUE INDEX account_name ON account (shop_id, name);

CREATE TABLE note (
    shop_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    body TEXT,
    weight DOUBLE PRECISION,
    raw BYTEA,
    PRIMARY KEY (shop_id, id),
    FOREIGN KEY (shop_id, account_id) REFERENCES account (shop_id, id)
);

CREATE TABLE sealed (
    shop_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    PRIMARY KEY (shop_id, id)
);

-- sqlite
-- begin
CREATE TRIGGER sealed_stays BEFORE DELETE ON sealed
BEGIN
    SELECT RAISE(ABORT, 'bank.sealed');
END;
-- end
-- postgres
-- begin
CREATE FUNCTION sealed_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'bank.sealed';
END
$$;
-- end
CREATE TRIGGER sealed_stays BEFORE DELETE ON sealed FOR EACH ROW EXECUTE FUNCTION sealed_stays();
-- both
