-- A commit that takes long enough to be interrupted; for PostgreSQL alone.
CREATE TABLE slow (
    shop_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    PRIMARY KEY (shop_id, id)
);
-- postgres
-- begin
CREATE FUNCTION slow_commit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_sleep(20);
    RETURN NEW;
END
$$;
-- end
CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT ON slow DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION slow_commit();
-- both
