-- Tokens that live longer than a working day, accounts of services, and the age of passwords:
--   * a token says what it may do, so that one that leaks opens no more than it was made for;
--   * a service is an account without a password: it has tokens, and a person answers for it;
--   * how old a password is, and the hashes of those before it, are asked by one of the two
--     profiles of passwords alone. For accounts of before, the age is counted from the account:
--     no password is older.

-- +goose Up

ALTER TABLE sessions ADD COLUMN scopes TEXT NOT NULL DEFAULT ''; -- separated by blanks; '' is whatever the owner may
ALTER TABLE sessions ADD COLUMN seen_address TEXT NOT NULL DEFAULT ''; -- where a token was used last; '' is never
ALTER TABLE sessions ADD COLUMN made_by TEXT NOT NULL DEFAULT ''; -- the administrator who made the token of a service

ALTER TABLE users ADD COLUMN service INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN responsible TEXT NOT NULL DEFAULT ''; -- who answers for a service
ALTER TABLE users ADD COLUMN password_at INTEGER NOT NULL DEFAULT 0; -- when the password was set
UPDATE users SET password_at = created_at;
CREATE INDEX users_services ON users (sort_key) WHERE service;

CREATE TABLE old_passwords (
    username TEXT    NOT NULL REFERENCES users (username),
    hash     TEXT    NOT NULL, -- PHC string
    until    INTEGER NOT NULL, -- when another took its place
    PRIMARY KEY (username, hash)
) STRICT;
