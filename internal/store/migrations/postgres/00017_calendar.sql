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
CREATE TRIGGER calendar_years_no_change BEFORE UPDATE OR DELETE ON calendar_years
    FOR EACH ROW EXECUTE FUNCTION calendar_append_only();
CREATE TRIGGER calendar_days_no_change BEFORE UPDATE OR DELETE ON calendar_days
    FOR EACH ROW EXECUTE FUNCTION calendar_append_only();
