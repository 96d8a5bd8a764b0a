-- When an account was an administrator's last; the reasons stand in sqlite/00018_admins.sql.

-- +goose Up

ALTER TABLE users ADD COLUMN admin_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN privileged_until BIGINT NOT NULL DEFAULT 0;
