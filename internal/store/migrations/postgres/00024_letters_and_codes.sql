-- Letters to the owners of accounts, and slower recovery codes; the reasons stand in
-- sqlite/00024_letters_and_codes.sql.

-- +goose Up

CREATE TABLE account_letters (
    seq   BIGINT NOT NULL PRIMARY KEY,
    email TEXT   NOT NULL,
    name  TEXT   NOT NULL,
    at    BIGINT NOT NULL
);

ALTER TABLE recovery_codes ADD COLUMN scheme TEXT NOT NULL DEFAULT 'hmac';
