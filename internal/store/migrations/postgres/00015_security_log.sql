-- The security log is read by people and watched by rules; the reasons stand in
-- sqlite/00015_security_log.sql.

-- +goose Up

CREATE INDEX security_events_by_kind ON security_events (kind, seq);
CREATE INDEX security_events_by_time ON security_events (kind, at);
CREATE INDEX security_events_by_actor ON security_events (actor, seq) WHERE actor <> '';

CREATE TABLE security_alerts (
    seq        BIGINT NOT NULL PRIMARY KEY,
    rule       TEXT   NOT NULL,
    username   TEXT COLLATE "C" NOT NULL,
    at         BIGINT NOT NULL,
    mailed_at  BIGINT NOT NULL,
    handled_at BIGINT NOT NULL,
    handled_by TEXT COLLATE "C" NOT NULL
);
CREATE INDEX security_alerts_open ON security_alerts (seq) WHERE handled_at = 0;
CREATE INDEX security_alerts_untold ON security_alerts (seq) WHERE mailed_at = 0;
CREATE INDEX security_alerts_by_rule ON security_alerts (rule, username, at);

CREATE TABLE security_check (
    id         BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    at         BIGINT NOT NULL,
    entries    BIGINT NOT NULL,
    hash       TEXT   NOT NULL,
    bad_seq    BIGINT NOT NULL,
    bad        TEXT   NOT NULL,
    checked_by TEXT COLLATE "C" NOT NULL,
    whole_seq  BIGINT NOT NULL,
    whole_hash TEXT   NOT NULL
);
