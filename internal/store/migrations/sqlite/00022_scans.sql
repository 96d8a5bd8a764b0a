-- Files that the virus scanner has a word about, and how much people upload.
--   * a row says that bytes wait for the scanner, or that it found a virus in them; bytes
--     that are clean have none, so that an installation without a scanner has none at all;
--   * it is about bytes, not about documents: the same file in two requests is one row;
--   * who uploaded them stands in the events, which the index finds by person and day.

-- +goose Up

CREATE TABLE file_scans (
    sha256  TEXT    NOT NULL PRIMARY KEY,
    state   TEXT    NOT NULL, -- waiting, infected
    finding TEXT    NOT NULL, -- what the scanner calls it, '' while it waits
    at      INTEGER NOT NULL, -- when it came in, or when the virus was found
    next_at INTEGER NOT NULL, -- of what waits: not before then, so that two instances do not scan one file
    tries   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX file_scans_waiting ON file_scans (next_at) WHERE state = 'waiting';

CREATE INDEX events_uploads ON events (username, at) WHERE type IN ('document-added', 'paper-registered');
