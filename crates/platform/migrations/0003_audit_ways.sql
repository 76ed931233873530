-- Ways to find what was recorded: who did it, to what, and which deed, each the newest first.
CREATE INDEX audit_by_actor ON audit (shop_id, actor, id);
CREATE INDEX audit_by_subject ON audit (shop_id, subject, id);
CREATE INDEX audit_by_verb ON audit (shop_id, verb, id);
