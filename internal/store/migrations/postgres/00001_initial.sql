-- The whole schema of the first release; the reasons stand in sqlite/00001_initial.sql.
-- What differs: text that is ordered or compared has COLLATE "C", so that both engines
-- order alike whatever the locale of the cluster; words are indexed as a tsvector.

-- +goose Up

CREATE TABLE agencies (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name        TEXT    NOT NULL,
    short_name  TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    active      BOOLEAN NOT NULL,
    unconfirmed BOOLEAN NOT NULL,
    sort_key    TEXT COLLATE "C" NOT NULL,
    words       TEXT COLLATE "C" NOT NULL
);
CREATE INDEX agencies_sorted ON agencies (sort_key, id);
CREATE UNIQUE INDEX agencies_ict ON agencies (kind) WHERE kind = 'ict' AND active;

CREATE TABLE users (
    username   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    agency_id  TEXT COLLATE "C" NOT NULL REFERENCES agencies (id),
    roles      TEXT    NOT NULL,
    active     BOOLEAN NOT NULL,
    password   TEXT    NOT NULL,
    created_at BIGINT  NOT NULL,
    updated_at BIGINT  NOT NULL,
    sort_key   TEXT COLLATE "C" NOT NULL,
    words      TEXT COLLATE "C" NOT NULL
);
CREATE INDEX users_sorted ON users (sort_key, username);
CREATE INDEX users_by_agency ON users (agency_id, sort_key, username);

CREATE TABLE sessions (
    id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    hash         BYTEA  NOT NULL UNIQUE,
    kind         TEXT   NOT NULL,
    username     TEXT COLLATE "C" NOT NULL REFERENCES users (username),
    name         TEXT   NOT NULL,
    address      TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    confirmed_at BIGINT NOT NULL,
    seen_at      BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (username);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE sign_in_failures (
    subject    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    failed_at  TEXT   NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX sign_in_failures_by_age ON sign_in_failures (updated_at);

CREATE TABLE setup_links (
    hash       BYTEA  NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
);

CREATE TABLE requests (
    id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    agency_id     TEXT COLLATE "C" NOT NULL REFERENCES agencies (id),
    flow          TEXT COLLATE "C" NOT NULL,
    flow_version  INTEGER NOT NULL,
    status        TEXT COLLATE "C" NOT NULL,
    stage         TEXT COLLATE "C" NOT NULL,
    title         TEXT   NOT NULL,
    number        TEXT COLLATE "C" NOT NULL,
    tracking_code TEXT COLLATE "C" NOT NULL,
    version       BIGINT NOT NULL,
    seq           BIGINT NOT NULL,
    hash          TEXT   NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    access        TEXT   NOT NULL,
    turns         TEXT   NOT NULL,
    search_sum    TEXT   NOT NULL,
    state         BYTEA  NOT NULL
);
CREATE UNIQUE INDEX requests_number ON requests (number) WHERE number <> '';
CREATE UNIQUE INDEX requests_tracking_code ON requests (tracking_code) WHERE tracking_code <> '';
CREATE INDEX requests_recent ON requests (updated_at, id, flow);
CREATE INDEX requests_by_status ON requests (status, updated_at, id);
CREATE INDEX requests_by_stage ON requests (stage, updated_at, id);
CREATE INDEX requests_by_agency ON requests (agency_id, updated_at, id);

CREATE TABLE request_access (
    scope      TEXT COLLATE "C" NOT NULL,
    updated_at BIGINT NOT NULL,
    request_id TEXT COLLATE "C" NOT NULL REFERENCES requests (id),
    PRIMARY KEY (scope, updated_at, request_id)
);

CREATE TABLE request_turns (
    scope      TEXT COLLATE "C" NOT NULL,
    updated_at BIGINT NOT NULL,
    request_id TEXT COLLATE "C" NOT NULL REFERENCES requests (id),
    PRIMARY KEY (scope, updated_at, request_id)
);

CREATE TABLE request_words (
    request_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES requests (id),
    words      TEXT COLLATE "C" NOT NULL,
    -- A cast, not to_tsvector: the program has folded and split the words already, as
    -- the configuration 'simple' would, and the same way for both engines.
    lexemes    TSVECTOR NOT NULL GENERATED ALWAYS AS (CAST(words AS TSVECTOR)) STORED
);
CREATE INDEX request_words_lexemes ON request_words USING GIN (lexemes);

CREATE TABLE events (
    request_id   TEXT COLLATE "C" NOT NULL REFERENCES requests (id),
    seq          BIGINT NOT NULL,
    type         TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    username     TEXT   NOT NULL,
    party        TEXT   NOT NULL,
    on_behalf_of TEXT   NOT NULL,
    prev         TEXT   NOT NULL,
    hash         TEXT   NOT NULL,
    body         BYTEA  NOT NULL,
    PRIMARY KEY (request_id, seq)
);

CREATE TABLE private_values (
    request_id TEXT COLLATE "C" NOT NULL REFERENCES requests (id),
    commitment TEXT COLLATE "C" NOT NULL,
    stage      TEXT  NOT NULL,
    item       TEXT  NOT NULL,
    salt       BYTEA NOT NULL,
    value      BYTEA NOT NULL,
    PRIMARY KEY (request_id, commitment)
);

CREATE TABLE comments (
    request_id TEXT COLLATE "C" NOT NULL REFERENCES requests (id),
    seq        BIGINT  NOT NULL,
    id         TEXT COLLATE "C" NOT NULL UNIQUE,
    username   TEXT    NOT NULL,
    at         BIGINT  NOT NULL,
    text       TEXT    NOT NULL,
    audience   TEXT    NOT NULL,
    salt       TEXT    NOT NULL, -- of the commitment in the history, hex, or ''
    PRIMARY KEY (request_id, seq)
);

CREATE TABLE numbers (
    year INTEGER NOT NULL PRIMARY KEY,
    last INTEGER NOT NULL
);

CREATE TABLE idempotency_keys (
    username    TEXT COLLATE "C" NOT NULL,
    key         TEXT COLLATE "C" NOT NULL,
    fingerprint TEXT    NOT NULL,
    created_at  BIGINT  NOT NULL,
    status      INTEGER NOT NULL,
    header      TEXT    NOT NULL,
    body        BYTEA   NOT NULL,
    PRIMARY KEY (username, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- +goose StatementBegin
CREATE FUNCTION events_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are append-only' USING ERRCODE = 'restrict_violation';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER events_no_change BEFORE UPDATE OR DELETE ON events
    FOR EACH ROW EXECUTE FUNCTION events_append_only();
CREATE TRIGGER events_no_truncate BEFORE TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION events_append_only();
-- ALWAYS: also where session_replication_role is replica.
ALTER TABLE events ENABLE ALWAYS TRIGGER events_no_change;
ALTER TABLE events ENABLE ALWAYS TRIGGER events_no_truncate;
