-- Letters to the owners of accounts, and slower recovery codes. Why the tables look as they do:
--   * a letter is written in the transaction of what it tells of, with the address of then, and is
--     deleted when it is taken to be sent: it tells of an entry of the log and is not it;
--   * a recovery code is short enough to be guessed by whoever has the database, so it is kept with
--     a password hash. The scheme stands with each, so that its cost can rise; "hmac" is what was
--     there before, until the server has hashed it once more.

-- +goose Up

CREATE TABLE account_letters (
    seq   INTEGER NOT NULL PRIMARY KEY, -- of the entry in security_events that it tells of
    email TEXT    NOT NULL,
    name  TEXT    NOT NULL,
    at    INTEGER NOT NULL
) STRICT;

ALTER TABLE recovery_codes ADD COLUMN scheme TEXT NOT NULL DEFAULT 'hmac';
