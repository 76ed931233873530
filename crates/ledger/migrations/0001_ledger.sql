-- The books: sealed entries, their lines, the head of each shop's chain, and day balances kept by the seal itself.
-- Lines come first and the entry row seals them, because only then can a row trigger see a whole entry on both engines.

CREATE TABLE ledger_head (
    shop_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (shop_id)
);

CREATE TABLE ledger_entry (
    shop_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    key TEXT NOT NULL,
    input_hash BYTEA NOT NULL,
    document TEXT NOT NULL,
    date TEXT NOT NULL,
    at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    origin TEXT NOT NULL,
    memo TEXT,
    reverses BIGINT,
    line_count BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (shop_id, seq)
);
CREATE UNIQUE INDEX ledger_entry_key ON ledger_entry (shop_id, key);
CREATE UNIQUE INDEX ledger_entry_reverses ON ledger_entry (shop_id, reverses) WHERE reverses IS NOT NULL;

CREATE TABLE ledger_line (
    shop_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    line BIGINT NOT NULL,
    account BIGINT NOT NULL,
    debit BIGINT NOT NULL,
    credit BIGINT NOT NULL,
    currency TEXT NOT NULL,
    order_id BIGINT,
    shipment_id BIGINT,
    customer_id BIGINT,
    carrier TEXT,
    gateway TEXT,
    channel TEXT,
    vat_code TEXT,
    CONSTRAINT ledger_line_sides CHECK (line >= 1 AND debit >= 0 AND credit >= 0 AND (debit = 0) <> (credit = 0)),
    PRIMARY KEY (shop_id, seq, line)
);
CREATE INDEX ledger_line_account ON ledger_line (shop_id, account, seq, line);
CREATE INDEX ledger_line_order ON ledger_line (shop_id, order_id, seq, line) WHERE order_id IS NOT NULL;

-- Lines without a VAT code are summed under an empty one, so that a VAT return is read from days as the trial balance is.
CREATE TABLE ledger_balance_day (
    shop_id BIGINT NOT NULL,
    currency TEXT NOT NULL,
    account BIGINT NOT NULL,
    day TEXT NOT NULL,
    vat_code TEXT NOT NULL,
    debit BIGINT NOT NULL,
    credit BIGINT NOT NULL,
    PRIMARY KEY (shop_id, currency, account, day, vat_code)
);

-- sqlite
-- begin
CREATE TRIGGER ledger_line_open BEFORE INSERT ON ledger_line
BEGIN
    SELECT RAISE(ABORT, 'ledger.sealed') FROM ledger_head WHERE shop_id = NEW.shop_id AND seq >= NEW.seq;
END;
-- end
-- begin
CREATE TRIGGER ledger_entry_check BEFORE INSERT ON ledger_entry
BEGIN
    SELECT RAISE(ABORT, 'ledger.gap')
     WHERE NOT EXISTS (SELECT 1 FROM ledger_head WHERE shop_id = NEW.shop_id AND seq = NEW.seq - 1);
    SELECT RAISE(ABORT, 'ledger.key_taken') FROM ledger_entry WHERE shop_id = NEW.shop_id AND key = NEW.key;
    SELECT RAISE(ABORT, 'ledger.reversal_taken')
      FROM ledger_entry WHERE shop_id = NEW.shop_id AND reverses = NEW.reverses AND NEW.reverses IS NOT NULL;
    -- One currency is the rule and needs no grouping.
    SELECT CASE
               WHEN COUNT(*) < 2 THEN RAISE(ABORT, 'ledger.too_few_lines')
               WHEN COUNT(*) <> NEW.line_count OR MAX(line) <> COUNT(*) THEN RAISE(ABORT, 'ledger.lines_differ')
               WHEN SUM(debit) <> SUM(credit) THEN RAISE(ABORT, 'ledger.unbalanced')
               WHEN MIN(currency) <> MAX(currency) AND EXISTS (
                   SELECT 1 FROM ledger_line WHERE shop_id = NEW.shop_id AND seq = NEW.seq
                    GROUP BY currency HAVING SUM(debit) <> SUM(credit)) THEN RAISE(ABORT, 'ledger.unbalanced')
           END
      FROM ledger_line WHERE shop_id = NEW.shop_id AND seq = NEW.seq;
END;
-- end
-- begin
CREATE TRIGGER ledger_entry_seal AFTER INSERT ON ledger_entry
BEGIN
    INSERT INTO ledger_balance_day (shop_id, currency, account, day, vat_code, debit, credit)
    SELECT shop_id, currency, account, NEW.date, COALESCE(vat_code, ''), debit, credit
      FROM ledger_line WHERE shop_id = NEW.shop_id AND seq = NEW.seq
    ON CONFLICT (shop_id, currency, account, day, vat_code)
    DO UPDATE SET debit = debit + excluded.debit, credit = credit + excluded.credit;
    UPDATE ledger_head SET seq = NEW.seq, hash = NEW.hash WHERE shop_id = NEW.shop_id;
END;
-- end
-- begin
CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry
BEGIN
    SELECT RAISE(ABORT, 'ledger.append_only');
END;
-- end
-- begin
CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry
BEGIN
    SELECT RAISE(ABORT, 'ledger.append_only');
END;
-- end
-- begin
CREATE TRIGGER ledger_line_no_update BEFORE UPDATE ON ledger_line
BEGIN
    SELECT RAISE(ABORT, 'ledger.append_only');
END;
-- end
-- begin
CREATE TRIGGER ledger_line_no_delete BEFORE DELETE ON ledger_line
BEGIN
    SELECT RAISE(ABORT, 'ledger.append_only');
END;
-- end
-- both

-- postgres
-- begin
CREATE FUNCTION ledger_line_open() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (SELECT 1 FROM ledger_head WHERE shop_id = NEW.shop_id AND seq >= NEW.seq) THEN
        RAISE EXCEPTION 'ledger.sealed';
    END IF;
    RETURN NEW;
END
$body$;
-- end
-- begin
CREATE FUNCTION ledger_entry_seal() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    whole RECORD;
BEGIN
    SELECT COUNT(*) AS lines, MAX(line) AS last, SUM(debit) AS debit, SUM(credit) AS credit,
           MIN(currency) AS first_currency, MAX(currency) AS last_currency INTO whole
      FROM ledger_line WHERE shop_id = NEW.shop_id AND seq = NEW.seq;
    IF whole.lines < 2 THEN
        RAISE EXCEPTION 'ledger.too_few_lines';
    END IF;
    IF whole.lines <> NEW.line_count OR whole.last <> whole.lines THEN
        RAISE EXCEPTION 'ledger.lines_differ';
    END IF;
    -- One currency is the rule and needs no grouping.
    IF whole.debit <> whole.credit OR (whole.first_currency <> whole.last_currency AND EXISTS (
        SELECT 1 FROM ledger_line WHERE shop_id = NEW.shop_id AND seq = NEW.seq
         GROUP BY currency HAVING SUM(debit) <> SUM(credit))) THEN
        RAISE EXCEPTION 'ledger.unbalanced';
    END IF;
    UPDATE ledger_head SET seq = NEW.seq, hash = NEW.hash WHERE shop_id = NEW.shop_id AND seq = NEW.seq - 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ledger.gap';
    END IF;
    INSERT INTO ledger_balance_day AS held (shop_id, currency, account, day, vat_code, debit, credit)
    SELECT shop_id, currency, account, NEW.date, COALESCE(vat_code, ''),
           CAST(SUM(debit) AS BIGINT), CAST(SUM(credit) AS BIGINT)
      FROM ledger_line WHERE shop_id = NEW.shop_id AND seq = NEW.seq
     GROUP BY shop_id, currency, account, COALESCE(vat_code, '')
    ON CONFLICT (shop_id, currency, account, day, vat_code)
    DO UPDATE SET debit = held.debit + excluded.debit, credit = held.credit + excluded.credit;
    RETURN NULL;
END
$body$;
-- end
-- begin
CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'ledger.append_only';
END
$body$;
-- end
CREATE TRIGGER ledger_line_open BEFORE INSERT ON ledger_line FOR EACH ROW EXECUTE FUNCTION ledger_line_open();
CREATE TRIGGER ledger_entry_seal AFTER INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_entry_seal();
CREATE TRIGGER ledger_entry_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER ledger_line_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_line
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
-- both
