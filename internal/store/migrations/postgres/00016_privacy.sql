-- An account whose person asked to be forgotten; the reasons stand in sqlite/00016_privacy.sql.

-- +goose Up

ALTER TABLE users ADD COLUMN erased_at BIGINT NOT NULL DEFAULT 0;
