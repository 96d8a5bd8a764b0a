-- Who holds the office of an absent colleague; the reasons stand in sqlite/00010_stand_ins.sql.

-- +goose Up

CREATE TABLE stand_ins (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    username   TEXT COLLATE "C" NOT NULL REFERENCES users (username),
    absent     TEXT COLLATE "C" NOT NULL REFERENCES users (username),
    kind       TEXT   NOT NULL,
    basis      TEXT   NOT NULL,
    starts_at  BIGINT NOT NULL,
    ends_at    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT   NOT NULL,
    CHECK (username <> absent AND starts_at <= ends_at)
);
CREATE INDEX stand_ins_by_user ON stand_ins (username, ends_at);
CREATE INDEX stand_ins_by_absent ON stand_ins (absent, ends_at);
