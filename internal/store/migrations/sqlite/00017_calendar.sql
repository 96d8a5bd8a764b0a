-- On which days offices are closed, a calendar a year.
--   * every change is a new version with all its days: what was counted with yesterday's
--     calendar can be counted again; the latest version is the one in force;
--   * triggers keep versions as they are, so that no fault of the program rewrites one, or
--     adds days to one that is not in force any more;
--   * days are text as people write them (2026-12-31), meant in Jakarta;
--   * a cancelled day stays, so that the next import does not bring it back unseen.

-- +goose Up

CREATE TABLE calendar_years (
    year          INTEGER NOT NULL,
    version       INTEGER NOT NULL, -- from 1
    ramadan_from  TEXT    NOT NULL, -- '' where it is not known
    ramadan_until TEXT    NOT NULL,
    source        TEXT    NOT NULL, -- the decree or the list
    reason        TEXT    NOT NULL, -- why it was changed
    made_by       TEXT    NOT NULL, -- '' is the program
    made_at       INTEGER NOT NULL,
    PRIMARY KEY (year, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE calendar_days (
    year      INTEGER NOT NULL,
    version   INTEGER NOT NULL,
    day       TEXT    NOT NULL,
    name      TEXT    NOT NULL,
    kind      TEXT    NOT NULL, -- libur, cuti-bersama
    origin    TEXT    NOT NULL, -- shipped, imported, by-hand
    cancelled INTEGER NOT NULL,
    PRIMARY KEY (year, version, day),
    FOREIGN KEY (year, version) REFERENCES calendar_years (year, version)
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER calendar_years_no_update BEFORE UPDATE ON calendar_years
BEGIN
    SELECT RAISE(ABORT, 'calendar_years are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER calendar_years_no_delete BEFORE DELETE ON calendar_years
BEGIN
    SELECT RAISE(ABORT, 'calendar_years are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER calendar_days_no_update BEFORE UPDATE ON calendar_days
BEGIN
    SELECT RAISE(ABORT, 'calendar_days are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER calendar_days_no_delete BEFORE DELETE ON calendar_days
BEGIN
    SELECT RAISE(ABORT, 'calendar_days are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER calendar_days_latest BEFORE INSERT ON calendar_days
WHEN EXISTS (SELECT 1 FROM calendar_years l WHERE l.year = NEW.year AND l.version > NEW.version)
BEGIN
    SELECT RAISE(ABORT, 'calendar_days are append-only');
END;
-- +goose StatementEnd
