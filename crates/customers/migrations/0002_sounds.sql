-- Names are found in other spellings and in the other script: which known words sound alike, by a coarse key (decision
-- 0010), and how far older rows have been brought up to the words that are kept now.
CREATE TABLE search_sound (
    shop_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    sound TEXT NOT NULL,
    word TEXT NOT NULL, -- personal
    PRIMARY KEY (shop_id, kind, sound, word)
);

CREATE TABLE search_progress (
    shop_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    rule BIGINT NOT NULL,
    after_id BIGINT NOT NULL,
    is_done BIGINT NOT NULL,
    PRIMARY KEY (shop_id, kind)
);
