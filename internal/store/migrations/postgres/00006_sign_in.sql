-- One sign-in pipeline; the reasons stand in sqlite/00006_sign_in.sql.

-- +goose Up

CREATE TABLE security_events (
    seq      BIGINT NOT NULL PRIMARY KEY,
    at       BIGINT NOT NULL,
    kind     TEXT   NOT NULL,
    username TEXT COLLATE "C" NOT NULL,
    actor    TEXT COLLATE "C" NOT NULL,
    address  TEXT   NOT NULL,
    detail   TEXT   NOT NULL,
    prev     TEXT   NOT NULL,
    hash     TEXT   NOT NULL,
    body     BYTEA  NOT NULL
);
CREATE INDEX security_events_by_user ON security_events (username, seq);

-- +goose StatementBegin
CREATE FUNCTION security_events_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'security_events are append-only' USING ERRCODE = 'restrict_violation';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER security_events_no_change BEFORE UPDATE OR DELETE ON security_events
    FOR EACH ROW EXECUTE FUNCTION security_events_append_only();
CREATE TRIGGER security_events_no_truncate BEFORE TRUNCATE ON security_events
    FOR EACH STATEMENT EXECUTE FUNCTION security_events_append_only();
ALTER TABLE security_events ENABLE ALWAYS TRIGGER security_events_no_change;
ALTER TABLE security_events ENABLE ALWAYS TRIGGER security_events_no_truncate;

ALTER TABLE users ADD COLUMN email TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN nip TEXT COLLATE "C" NOT NULL DEFAULT '';
CREATE UNIQUE INDEX users_email ON users (email) WHERE email <> '';
CREATE UNIQUE INDEX users_nip ON users (nip) WHERE nip <> '';

ALTER TABLE sessions ADD COLUMN method TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN device BYTEA NOT NULL DEFAULT '';

CREATE TABLE one_time (
    hash       BYTEA  NOT NULL PRIMARY KEY,
    kind       TEXT   NOT NULL,
    username   TEXT COLLATE "C" NOT NULL,
    data       BYTEA  NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX one_time_by_user ON one_time (username, kind);
CREATE INDEX one_time_by_expiry ON one_time (expires_at);

CREATE TABLE devices (
    username TEXT COLLATE "C" NOT NULL REFERENCES users (username),
    hash     BYTEA   NOT NULL,
    name     TEXT    NOT NULL,
    address  TEXT    NOT NULL,
    first_at BIGINT  NOT NULL,
    seen_at  BIGINT  NOT NULL,
    told     BOOLEAN NOT NULL,
    PRIMARY KEY (username, hash)
);

CREATE TABLE totp (
    username   TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES users (username),
    secret     BYTEA  NOT NULL,
    step       BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE recovery_codes (
    username TEXT COLLATE "C" NOT NULL REFERENCES users (username),
    hash     BYTEA NOT NULL,
    PRIMARY KEY (username, hash)
);

CREATE TABLE passkeys (
    id         BYTEA  NOT NULL PRIMARY KEY,
    username   TEXT COLLATE "C" NOT NULL REFERENCES users (username),
    handle     BYTEA  NOT NULL,
    name       TEXT   NOT NULL,
    credential BYTEA  NOT NULL,
    signs      BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL
);
CREATE INDEX passkeys_by_user ON passkeys (username);

CREATE TABLE identities (
    issuer    TEXT COLLATE "C" NOT NULL,
    subject   TEXT COLLATE "C" NOT NULL,
    username  TEXT COLLATE "C" NOT NULL REFERENCES users (username),
    linked_at BIGINT NOT NULL,
    linked_by TEXT   NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX identities_by_user ON identities (username);
