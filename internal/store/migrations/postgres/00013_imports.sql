-- Lists of people or agencies on their way in; the reasons stand in sqlite/00013_imports.sql.

-- +goose Up

CREATE TABLE imports (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind       TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    username   TEXT   NOT NULL,
    agency_id  TEXT COLLATE "C" NOT NULL,
    notes      TEXT   NOT NULL,
    choices    TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    applied_at BIGINT NOT NULL
);
CREATE INDEX imports_by_agency ON imports (agency_id, created_at);
CREATE INDEX imports_by_age ON imports (created_at);

CREATE TABLE import_rows (
    import_id TEXT COLLATE "C" NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    line      BIGINT NOT NULL,
    cells     TEXT   NOT NULL,
    state     TEXT   NOT NULL,
    target    TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (import_id, line)
);
