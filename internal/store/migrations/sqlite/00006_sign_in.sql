-- One sign-in pipeline. Why the tables look as they do:
--   * security_events is a history of its own, append-only and chained like events: what
--     happened to accounts, whatever becomes of them, so without references;
--   * what works once and not for long (the way between two factors, challenges, links)
--     stands in one table, where taking a row is deleting it: two takers, one winner;
--   * what proves a person is beside users, so that reading people never reads it.

-- +goose Up

CREATE TABLE security_events (
    seq      INTEGER NOT NULL PRIMARY KEY,
    at       INTEGER NOT NULL,
    kind     TEXT    NOT NULL,
    username TEXT    NOT NULL, -- whose account, '' when there is none
    actor    TEXT    NOT NULL, -- who did it, where that is somebody else
    address  TEXT    NOT NULL,
    detail   TEXT    NOT NULL,
    prev     TEXT    NOT NULL,
    hash     TEXT    NOT NULL,
    body     BLOB    NOT NULL -- the canonical bytes that were hashed
) STRICT;
CREATE INDEX security_events_by_user ON security_events (username, seq);

-- +goose StatementBegin
CREATE TRIGGER security_events_no_update BEFORE UPDATE ON security_events
BEGIN
    SELECT RAISE(ABORT, 'security_events are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER security_events_no_delete BEFORE DELETE ON security_events
BEGIN
    SELECT RAISE(ABORT, 'security_events are append-only');
END;
-- +goose StatementEnd

-- People sign in with what they know by heart: the civil servant's number or the address.
ALTER TABLE users ADD COLUMN email TEXT NOT NULL DEFAULT ''; -- lower case
ALTER TABLE users ADD COLUMN nip TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX users_email ON users (email) WHERE email <> '';
CREATE UNIQUE INDEX users_nip ON users (nip) WHERE nip <> '';

ALTER TABLE sessions ADD COLUMN method TEXT NOT NULL DEFAULT ''; -- how it was opened
ALTER TABLE sessions ADD COLUMN device BLOB NOT NULL DEFAULT x''; -- hash of the browser's mark

CREATE TABLE one_time (
    hash       BLOB    NOT NULL PRIMARY KEY, -- SHA-256 of the secret; the secret is nowhere
    kind       TEXT    NOT NULL,
    username   TEXT    NOT NULL, -- '' while nobody is known
    data       BLOB    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX one_time_by_user ON one_time (username, kind);
CREATE INDEX one_time_by_expiry ON one_time (expires_at);

-- Browsers that an account has been signed in with, by a mark that they keep.
CREATE TABLE devices (
    username TEXT    NOT NULL REFERENCES users (username),
    hash     BLOB    NOT NULL,
    name     TEXT    NOT NULL,
    address  TEXT    NOT NULL,
    first_at INTEGER NOT NULL,
    seen_at  INTEGER NOT NULL,
    told     INTEGER NOT NULL, -- the owner has been told, on another browser
    PRIMARY KEY (username, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE totp (
    username   TEXT    NOT NULL PRIMARY KEY REFERENCES users (username),
    secret     BLOB    NOT NULL, -- sealed with the installation's key
    step       INTEGER NOT NULL, -- the last one used; none at or before it counts again
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE recovery_codes (
    username TEXT NOT NULL REFERENCES users (username),
    hash     BLOB NOT NULL, -- keyed with the installation's key
    PRIMARY KEY (username, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE passkeys (
    id         BLOB    NOT NULL PRIMARY KEY, -- the credential's
    username   TEXT    NOT NULL REFERENCES users (username),
    handle     BLOB    NOT NULL, -- what the authenticator knows the user by
    name       TEXT    NOT NULL,
    credential BLOB    NOT NULL, -- JSON
    signs      INTEGER NOT NULL, -- the counter; 0 where the authenticator has none
    created_at INTEGER NOT NULL,
    used_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX passkeys_by_user ON passkeys (username);

CREATE TABLE identities (
    issuer    TEXT    NOT NULL,
    subject   TEXT    NOT NULL,
    username  TEXT    NOT NULL REFERENCES users (username),
    linked_at INTEGER NOT NULL,
    linked_by TEXT    NOT NULL,
    PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX identities_by_user ON identities (username);
