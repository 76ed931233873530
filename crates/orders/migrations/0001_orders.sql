-- The catalogue, orders with their lines and payments, and what each shipment took of an order.
CREATE TABLE product (
    shop_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    title_ar TEXT,
    title_en TEXT,
    category TEXT,
    vat_category TEXT NOT NULL,
    active BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, id)
);

CREATE TABLE variant (
    shop_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    product_id BIGINT NOT NULL,
    sku TEXT NOT NULL,
    title_ar TEXT,
    title_en TEXT,
    currency TEXT NOT NULL,
    price BIGINT NOT NULL,
    cost BIGINT NOT NULL,
    weight_grams BIGINT,
    active BIGINT NOT NULL,
    PRIMARY KEY (shop_id, id)
);
CREATE UNIQUE INDEX variant_sku ON variant (shop_id, sku);
CREATE INDEX variant_product ON variant (shop_id, product_id, id);

-- Money columns are minor units: goods to cost net of VAT, quoted_* as the customer saw them; zero_* and exempt_* are
-- parts of goods and discount.
CREATE TABLE orders (
    shop_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    number TEXT NOT NULL,
    external_ref TEXT,
    customer_id BIGINT NOT NULL,
    state TEXT NOT NULL,
    payment_state TEXT NOT NULL,
    method TEXT NOT NULL,
    currency TEXT NOT NULL,
    tax_mode TEXT NOT NULL,
    quoted_discount BIGINT NOT NULL,
    quoted_shipping BIGINT NOT NULL,
    quoted_cod_fee BIGINT NOT NULL,
    goods BIGINT NOT NULL,
    discount BIGINT NOT NULL,
    shipping BIGINT NOT NULL,
    cod_fee BIGINT NOT NULL,
    vat BIGINT NOT NULL,
    cost BIGINT NOT NULL,
    zero_goods BIGINT NOT NULL,
    zero_discount BIGINT NOT NULL,
    exempt_goods BIGINT NOT NULL,
    exempt_discount BIGINT NOT NULL,
    paid BIGINT NOT NULL,
    booked BIGINT NOT NULL,
    placed_at BIGINT NOT NULL,
    placed_on TEXT NOT NULL,
    promised_on TEXT,
    phone TEXT, -- personal
    email TEXT, -- personal
    lang TEXT NOT NULL,
    recipient TEXT, -- personal
    address TEXT NOT NULL, -- personal
    country TEXT NOT NULL,
    region TEXT, -- personal
    city TEXT NOT NULL, -- personal
    note TEXT, -- personal
    cancelled_at BIGINT,
    cancel_reason TEXT, -- personal
    reinstated_at BIGINT,
    origin TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, id)
);
CREATE UNIQUE INDEX orders_number ON orders (shop_id, number);
CREATE UNIQUE INDEX orders_external_ref ON orders (shop_id, external_ref);
-- Lists walk one of these backwards from a cursor; both filters together have their own, so that a rare pair is quick.
CREATE INDEX orders_placed ON orders (shop_id, placed_at, id);
CREATE INDEX orders_state ON orders (shop_id, state, placed_at, id);
CREATE INDEX orders_payment ON orders (shop_id, payment_state, placed_at, id);
CREATE INDEX orders_state_payment ON orders (shop_id, state, payment_state, placed_at, id);
CREATE INDEX orders_customer ON orders (shop_id, customer_id, placed_at, id);

CREATE TABLE order_line (
    shop_id BIGINT NOT NULL,
    order_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    variant_id BIGINT,
    sku TEXT,
    title TEXT NOT NULL,
    category TEXT,
    quantity BIGINT NOT NULL,
    unit_price BIGINT NOT NULL,
    quoted_discount BIGINT NOT NULL,
    vat_category TEXT NOT NULL,
    weight_grams BIGINT,
    customisation TEXT, -- personal
    goods BIGINT NOT NULL,
    discount BIGINT NOT NULL,
    vat BIGINT NOT NULL,
    cost BIGINT NOT NULL,
    fulfilled BIGINT NOT NULL,
    PRIMARY KEY (shop_id, order_id, id)
);

CREATE TABLE order_payment (
    shop_id BIGINT NOT NULL,
    order_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    method TEXT NOT NULL,
    gateway TEXT,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    external_ref TEXT,
    paid_at BIGINT NOT NULL,
    origin TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, order_id, id)
);
CREATE UNIQUE INDEX order_payment_external_ref ON order_payment (shop_id, external_ref);

-- What each shipment carries of the order's money, and how it ended.
CREATE TABLE order_fulfilment (
    shop_id BIGINT NOT NULL,
    order_id BIGINT NOT NULL,
    shipment_id BIGINT NOT NULL,
    currency TEXT NOT NULL,
    goods BIGINT NOT NULL,
    discount BIGINT NOT NULL,
    shipping BIGINT NOT NULL,
    cod_fee BIGINT NOT NULL,
    vat BIGINT NOT NULL,
    cost BIGINT NOT NULL,
    zero_goods BIGINT NOT NULL,
    zero_discount BIGINT NOT NULL,
    exempt_goods BIGINT NOT NULL,
    exempt_discount BIGINT NOT NULL,
    fulfilled_at BIGINT NOT NULL,
    delivered_at BIGINT,
    returned_at BIGINT,
    PRIMARY KEY (shop_id, order_id, shipment_id)
);

-- The next number for orders that come without one; locked last, since every such order of a shop passes here.
CREATE TABLE order_counter (
    shop_id BIGINT NOT NULL,
    last_number BIGINT NOT NULL,
    PRIMARY KEY (shop_id)
);
