-- Lists of people or agencies on their way in. What stands in a file is kept until
-- somebody applies it or throws it away, for 30 days at most (Sweep), so that a closed
-- browser loses nothing. What is wrong with a row is not kept: it is judged whenever it is
-- shown, against the accounts of that moment.

-- +goose Up

CREATE TABLE imports (
    id         TEXT    NOT NULL PRIMARY KEY,
    kind       TEXT    NOT NULL, -- people, agencies
    name       TEXT    NOT NULL, -- of the file
    username   TEXT    NOT NULL, -- who brought it
    agency_id  TEXT    NOT NULL, -- whose people alone it may be about; '' for the city's administrators
    notes      TEXT    NOT NULL, -- what is odd about the file, one a line
    choices    TEXT    NOT NULL, -- which agency a name stands for, as JSON
    created_at INTEGER NOT NULL,
    applied_at INTEGER NOT NULL  -- the last time that rows were applied, 0 for never
) STRICT;
CREATE INDEX imports_by_agency ON imports (agency_id, created_at);
CREATE INDEX imports_by_age ON imports (created_at);

CREATE TABLE import_rows (
    import_id TEXT    NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    line      INTEGER NOT NULL, -- of the file
    cells     TEXT    NOT NULL, -- JSON: what stands in each column that is known
    state     TEXT    NOT NULL, -- staged, skipped, added, changed, same
    target    TEXT    NOT NULL, -- whose account or which agency it became
    at        INTEGER NOT NULL, -- when it was applied
    PRIMARY KEY (import_id, line)
) STRICT, WITHOUT ROWID;
