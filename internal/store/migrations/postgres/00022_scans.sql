-- Files that the virus scanner has a word about, and how much people upload; the reasons
-- stand in sqlite/00022_scans.sql.

-- +goose Up

CREATE TABLE file_scans (
    sha256  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    state   TEXT   NOT NULL,
    finding TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    tries   BIGINT NOT NULL
);
CREATE INDEX file_scans_waiting ON file_scans (next_at) WHERE state = 'waiting';

CREATE INDEX events_uploads ON events (username, at) WHERE type IN ('document-added', 'paper-registered');
