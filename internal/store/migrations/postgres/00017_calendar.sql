-- On which days offices are closed; the reasons stand in sqlite/00017_calendar.sql.

-- +goose Up

CREATE TABLE calendar_years (
    year          BIGINT NOT NULL,
    version       BIGINT NOT NULL,
    ramadan_from  TEXT COLLATE "C" NOT NULL,
    ramadan_until TEXT COLLATE "C" NOT NULL,
    source        TEXT   NOT NULL,
    reason        TEXT   NOT NULL,
    made_by       TEXT COLLATE "C" NOT NULL,
    made_at       BIGINT NOT NULL,
    PRIMARY KEY (year, version)
);

CREATE TABLE calendar_days (
    year      BIGINT  NOT NULL,
    version   BIGINT  NOT NULL,
    day       TEXT COLLATE "C" NOT NULL,
    name      TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    origin    TEXT    NOT NULL,
    cancelled BOOLEAN NOT NULL,
    PRIMARY KEY (year, version, day),
    FOREIGN KEY (year, version) REFERENCES calendar_years (year, version)
);

-- +goose StatementBegin
CREATE FUNCTION calendar_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'versions of calendars are append-only' USING ERRCODE = 'restrict_violation';
END
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION calendar_days_latest_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM calendar_years l WHERE l.year = NEW.year AND l.version > NEW.version) THEN
        RAISE EXCEPTION 'versions of calendars are append-only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER calendar_years_no_change BEFORE UPDATE OR DELETE ON calendar_years
    FOR EACH ROW EXECUTE FUNCTION calendar_append_only();
CREATE TRIGGER calendar_years_no_truncate BEFORE TRUNCATE ON calendar_years
    FOR EACH STATEMENT EXECUTE FUNCTION calendar_append_only();
CREATE TRIGGER calendar_days_no_change BEFORE UPDATE OR DELETE ON calendar_days
    FOR EACH ROW EXECUTE FUNCTION calendar_append_only();
CREATE TRIGGER calendar_days_no_truncate BEFORE TRUNCATE ON calendar_days
    FOR EACH STATEMENT EXECUTE FUNCTION calendar_append_only();
CREATE TRIGGER calendar_days_latest BEFORE INSERT ON calendar_days
    FOR EACH ROW EXECUTE FUNCTION calendar_days_latest_only();
-- ALWAYS: also where session_replication_role is replica.
ALTER TABLE calendar_years ENABLE ALWAYS TRIGGER calendar_years_no_change;
ALTER TABLE calendar_years ENABLE ALWAYS TRIGGER calendar_years_no_truncate;
ALTER TABLE calendar_days ENABLE ALWAYS TRIGGER calendar_days_no_change;
ALTER TABLE calendar_days ENABLE ALWAYS TRIGGER calendar_days_no_truncate;
ALTER TABLE calendar_days ENABLE ALWAYS TRIGGER calendar_days_latest;
