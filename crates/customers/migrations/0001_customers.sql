-- Customers, the keys they are known by, and the folded words by which people look for them and for their orders.
CREATE TABLE customer (
    shop_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    name TEXT, -- personal
    phone TEXT, -- personal
    email TEXT, -- personal
    lang TEXT,
    city TEXT, -- personal
    origin TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, id)
);

-- One person may be known by several telephones, mails and storefront accounts; each names one person of a shop.
CREATE TABLE customer_key (
    shop_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL, -- personal
    customer_id BIGINT NOT NULL,
    PRIMARY KEY (shop_id, kind, value)
);
CREATE INDEX customer_key_customer ON customer_key (shop_id, customer_id);

-- Folded words of every kind of row that is searched by text; a prefix is a range of this key on both engines.
CREATE TABLE search_term (
    shop_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    term TEXT NOT NULL, -- personal
    row_id BIGINT NOT NULL,
    PRIMARY KEY (shop_id, kind, term, row_id)
);
