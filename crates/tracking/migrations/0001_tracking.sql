-- Parcels: what travels, every scan as the carrier told it, and the links that show it to the customer.
CREATE TABLE shipment (
  shop_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  order_number TEXT NOT NULL,
  carrier TEXT NOT NULL,
  connection TEXT NOT NULL,
  number TEXT,
  lane_from TEXT NOT NULL,
  lane_to TEXT NOT NULL, -- personal
  first_name TEXT, -- personal
  to_city TEXT NOT NULL, -- personal
  method TEXT NOT NULL,
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
  placed_at BIGINT NOT NULL,
  promised_on TEXT,
  origin TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  shares_delivery_time BIGINT NOT NULL,
  status TEXT NOT NULL,
  milestone TEXT NOT NULL,
  is_open BIGINT NOT NULL,
  has_label BIGINT NOT NULL,
  shipped_at BIGINT,
  arrived_at BIGINT,
  out_at BIGINT,
  delivered_at BIGINT,
  returned_at BIGINT,
  moved_at BIGINT,
  moved_status TEXT,
  moved_key BYTEA,
  -- A parcel on its way back must not be told as one that is coming: the newest scan's sub-status stays with its status.
  moved_substatus TEXT,
  -- The day of the hand-over by the shop's calendar as it was first said, and whether that was after the promised day.
  delivered_on TEXT,
  is_late BIGINT,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (shop_id, id)
);
CREATE INDEX shipment_order ON shipment (shop_id, order_id);
CREATE INDEX shipment_number ON shipment (shop_id, connection, number, created_at);
-- Lists and counts of open parcels are answered from indexes of those alone, however many have arrived: the newest, those
-- of a status, and those that are promised for a day. A scan on the way moves its parcel in one of them.
CREATE INDEX shipment_open ON shipment (shop_id, id) WHERE is_open = 1;
CREATE INDEX shipment_open_status ON shipment (shop_id, status, id) WHERE is_open = 1;
CREATE INDEX shipment_awaited ON shipment (shop_id, promised_on, id, origin) WHERE is_open = 1 AND origin <> 'backfill';
CREATE INDEX shipment_delivered ON shipment (shop_id, delivered_on, id, is_late) WHERE delivered_on IS NOT NULL;
CREATE INDEX shipment_came_late ON shipment (shop_id, delivered_on, id) WHERE is_late = 1;
CREATE INDEX shipment_lane ON shipment (shop_id, lane_from, lane_to, delivered_on, id, is_late) WHERE delivered_on IS NOT NULL;
CREATE INDEX shipment_closed_status ON shipment (shop_id, status, id) WHERE is_open = 0;

CREATE TABLE shipment_line (
  shop_id BIGINT NOT NULL,
  shipment_id BIGINT NOT NULL,
  line_id BIGINT NOT NULL,
  title TEXT NOT NULL,
  quantity BIGINT NOT NULL,
  PRIMARY KEY (shop_id, shipment_id, line_id)
);

-- Every scan, kept for ever; the key makes a repeated one the same row.
CREATE TABLE tracking_event (
  shop_id BIGINT NOT NULL,
  shipment_id BIGINT NOT NULL,
  dedupe BYTEA NOT NULL,
  id BIGINT NOT NULL,
  carrier_event_id TEXT,
  raw_time TEXT NOT NULL,
  at BIGINT NOT NULL,
  code TEXT NOT NULL,
  place TEXT NOT NULL,
  text TEXT NOT NULL, -- personal
  status TEXT NOT NULL,
  substatus TEXT,
  is_future BIGINT NOT NULL,
  origin TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  PRIMARY KEY (shop_id, shipment_id, dedupe)
);

CREATE TABLE tracking_link (
  shop_id BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  id BIGINT NOT NULL,
  shipment_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  revoked_at BIGINT,
  PRIMARY KEY (shop_id, hash)
);
CREATE INDEX tracking_link_shipment ON tracking_link (shop_id, shipment_id);
