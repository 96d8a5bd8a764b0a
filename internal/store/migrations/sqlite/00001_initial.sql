-- The whole schema of the first release. Why it looks as it does:
--   * times are microseconds since 1970 UTC, the same integer in both engines;
--   * state and event bodies are BLOBs: the exact bytes, never looked into by SQL;
--   * updated_at stands in the keyset indexes, so that a page of a list costs the
--     same however many requests there are;
--   * request_access and request_turns are nothing but such an index: a row is found
--     by the access, turns and updated_at that its request's row holds as well;
--   * there are few flows, so these have no index of their own: requests_recent, which
--     has the flow in it, is walked instead.

-- +goose Up

CREATE TABLE agencies (
    id          TEXT    NOT NULL PRIMARY KEY,
    name        TEXT    NOT NULL,
    short_name  TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    active      INTEGER NOT NULL,
    unconfirmed INTEGER NOT NULL,
    sort_key    TEXT    NOT NULL, -- folded name, for one order on both engines
    words       TEXT    NOT NULL  -- folded words, each after a blank, for prefix search
) STRICT;
CREATE INDEX agencies_sorted ON agencies (sort_key, id);
-- The city has one ICT agency at a time; a successor needs its predecessor inactive.
CREATE UNIQUE INDEX agencies_ict ON agencies (kind) WHERE kind = 'ict' AND active;

CREATE TABLE users (
    username   TEXT    NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    agency_id  TEXT    NOT NULL REFERENCES agencies (id),
    roles      TEXT    NOT NULL, -- separated by blanks
    active     INTEGER NOT NULL,
    password   TEXT    NOT NULL, -- PHC string
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    sort_key   TEXT    NOT NULL,
    words      TEXT    NOT NULL
) STRICT;
CREATE INDEX users_sorted ON users (sort_key, username);
CREATE INDEX users_by_agency ON users (agency_id, sort_key, username);

CREATE TABLE sessions (
    id           TEXT    NOT NULL PRIMARY KEY,
    hash         BLOB    NOT NULL UNIQUE, -- SHA-256 of the secret; the secret is nowhere
    kind         TEXT    NOT NULL,
    username     TEXT    NOT NULL REFERENCES users (username),
    name         TEXT    NOT NULL,
    address      TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    confirmed_at INTEGER NOT NULL,
    seen_at      INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (username);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- One row per account or address that failed to sign in of late. The row, not a
-- count of rows, so that two instances take turns at it.
CREATE TABLE sign_in_failures (
    subject    TEXT    NOT NULL PRIMARY KEY,
    failed_at  TEXT    NOT NULL, -- times separated by blanks, oldest first
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_in_failures_by_age ON sign_in_failures (updated_at);

CREATE TABLE setup_links (
    hash       BLOB    NOT NULL PRIMARY KEY,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE requests (
    id            TEXT    NOT NULL PRIMARY KEY,
    agency_id     TEXT    NOT NULL REFERENCES agencies (id),
    flow          TEXT    NOT NULL,
    flow_version  INTEGER NOT NULL,
    status        TEXT    NOT NULL,
    stage         TEXT    NOT NULL,
    title         TEXT    NOT NULL,
    number        TEXT    NOT NULL, -- '' before it is given
    tracking_code TEXT    NOT NULL, -- '' before it is given
    version       INTEGER NOT NULL,
    seq           INTEGER NOT NULL, -- of the last event
    hash          TEXT    NOT NULL, -- of the last event
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    access        TEXT    NOT NULL, -- the scopes of request_access, one a line
    turns         TEXT    NOT NULL, -- the turns of request_turns, one a line
    search_sum    TEXT    NOT NULL, -- tells whether request_words must be rewritten
    state         BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX requests_number ON requests (number) WHERE number <> '';
CREATE UNIQUE INDEX requests_tracking_code ON requests (tracking_code) WHERE tracking_code <> '';
CREATE INDEX requests_recent ON requests (updated_at, id, flow);
CREATE INDEX requests_by_status ON requests (status, updated_at, id);
CREATE INDEX requests_by_stage ON requests (stage, updated_at, id);
CREATE INDEX requests_by_agency ON requests (agency_id, updated_at, id);

CREATE TABLE request_access (
    scope      TEXT    NOT NULL,
    updated_at INTEGER NOT NULL,
    request_id TEXT    NOT NULL REFERENCES requests (id),
    PRIMARY KEY (scope, updated_at, request_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE request_turns (
    scope      TEXT    NOT NULL,
    updated_at INTEGER NOT NULL,
    request_id TEXT    NOT NULL REFERENCES requests (id),
    PRIMARY KEY (scope, updated_at, request_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE request_words (
    doc        INTEGER PRIMARY KEY,
    request_id TEXT NOT NULL UNIQUE REFERENCES requests (id),
    words      TEXT NOT NULL -- folded words, each once, each after a blank
) STRICT;
-- The index keeps no text of its own and no positions: words are looked up, phrases
-- never. The program folds words before they come here; "~" marks its escapes.
CREATE VIRTUAL TABLE request_search USING fts5 (
    words, content='', contentless_delete=1, detail=none,
    tokenize="unicode61 remove_diacritics 2 tokenchars '~'"
);

CREATE TABLE events (
    request_id   TEXT    NOT NULL REFERENCES requests (id),
    seq          INTEGER NOT NULL,
    type         TEXT    NOT NULL,
    at           INTEGER NOT NULL,
    username     TEXT    NOT NULL,
    party        TEXT    NOT NULL,
    on_behalf_of TEXT    NOT NULL,
    prev         TEXT    NOT NULL,
    hash         TEXT    NOT NULL,
    body         BLOB    NOT NULL, -- the canonical bytes that were hashed
    PRIMARY KEY (request_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE private_values (
    request_id TEXT NOT NULL REFERENCES requests (id),
    commitment TEXT NOT NULL,
    stage      TEXT NOT NULL,
    item       TEXT NOT NULL,
    salt       BLOB NOT NULL,
    value      BLOB NOT NULL,
    PRIMARY KEY (request_id, commitment)
) STRICT, WITHOUT ROWID;

CREATE TABLE comments (
    request_id TEXT    NOT NULL REFERENCES requests (id),
    seq        INTEGER NOT NULL,
    id         TEXT    NOT NULL UNIQUE,
    username   TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    text       TEXT    NOT NULL,
    audience   TEXT    NOT NULL,
    salt       TEXT    NOT NULL, -- of the commitment in the history, hex, or ''
    PRIMARY KEY (request_id, seq)
) STRICT;

CREATE TABLE numbers (
    year INTEGER NOT NULL PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT;

CREATE TABLE idempotency_keys (
    username    TEXT    NOT NULL,
    key         TEXT    NOT NULL,
    fingerprint TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    status      INTEGER NOT NULL, -- 0 until the answer is kept
    header      TEXT    NOT NULL, -- JSON
    body        BLOB    NOT NULL,
    PRIMARY KEY (username, key)
) STRICT;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- +goose StatementBegin
CREATE TRIGGER events_no_update BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER events_no_delete BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER request_words_insert AFTER INSERT ON request_words
BEGIN
    INSERT INTO request_search (rowid, words) VALUES (NEW.doc, NEW.words);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER request_words_update AFTER UPDATE ON request_words
BEGIN
    DELETE FROM request_search WHERE rowid = OLD.doc;
    INSERT INTO request_search (rowid, words) VALUES (NEW.doc, NEW.words);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER request_words_delete AFTER DELETE ON request_words
BEGIN
    DELETE FROM request_search WHERE rowid = OLD.doc;
END;
-- +goose StatementEnd
