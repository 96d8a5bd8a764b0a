-- An account whose person asked to be forgotten: since when. The row stays, for the
-- history names people by their accounts; what tells of the person is gone from it.

-- +goose Up

ALTER TABLE users ADD COLUMN erased_at INTEGER NOT NULL DEFAULT 0; -- 0: not erased
