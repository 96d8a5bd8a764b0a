-- Tokens, services and the age of passwords; the reasons stand in sqlite/00014_tokens.sql.

-- +goose Up

ALTER TABLE sessions ADD COLUMN scopes TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN seen_address TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN made_by TEXT NOT NULL DEFAULT '';

ALTER TABLE users ADD COLUMN service BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE users ADD COLUMN responsible TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN password_at BIGINT NOT NULL DEFAULT 0;
UPDATE users SET password_at = created_at;
CREATE INDEX users_services ON users (sort_key) WHERE service;

CREATE TABLE old_passwords (
    username TEXT COLLATE "C" NOT NULL REFERENCES users (username),
    hash     TEXT   NOT NULL,
    until    BIGINT NOT NULL,
    PRIMARY KEY (username, hash)
);
