-- When an account was an administrator's last, and when it last had a role that weighs: for
-- a week after an administrator is gone his or her word is still needed (decision 0019).

-- +goose Up

ALTER TABLE users ADD COLUMN admin_until INTEGER NOT NULL DEFAULT 0; -- 0: never, or it still is one
ALTER TABLE users ADD COLUMN privileged_until INTEGER NOT NULL DEFAULT 0; -- likewise
