-- Who has said to be at a task; the reasons stand in sqlite/00003_claims.sql.

-- +goose Up

CREATE TABLE claims (
    request_id TEXT COLLATE "C" NOT NULL REFERENCES requests (id),
    party      TEXT COLLATE "C" NOT NULL,
    username   TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (request_id, party)
);
