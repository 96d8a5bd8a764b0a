-- The security log is read by people and watched by rules. Why the tables look as they do:
--   * an alert is an entry of the log; beside it stands only what becomes of it (told by
--     mail, dealt with), so that every page can count the open ones with one small read;
--   * what the last check of the chain found is remembered with the point up to which it was
--     whole, so that a log that was cut or written anew up to its end is found as well.

-- +goose Up

CREATE INDEX security_events_by_kind ON security_events (kind, seq);
CREATE INDEX security_events_by_time ON security_events (kind, at);
CREATE INDEX security_events_by_actor ON security_events (actor, seq) WHERE actor <> '';

CREATE TABLE security_alerts (
    seq        INTEGER NOT NULL PRIMARY KEY, -- of its entry in security_events
    rule       TEXT    NOT NULL,
    username   TEXT    NOT NULL, -- whom it is about, '' when nobody
    at         INTEGER NOT NULL,
    mailed_at  INTEGER NOT NULL, -- 0 while it waits to be told
    handled_at INTEGER NOT NULL, -- 0 while it is open
    handled_by TEXT    NOT NULL
) STRICT;
CREATE INDEX security_alerts_open ON security_alerts (seq) WHERE handled_at = 0;
CREATE INDEX security_alerts_untold ON security_alerts (seq) WHERE mailed_at = 0;
CREATE INDEX security_alerts_by_rule ON security_alerts (rule, username, at);

CREATE TABLE security_check (
    id         INTEGER NOT NULL PRIMARY KEY CHECK (id = 1), -- the last check, one row
    at         INTEGER NOT NULL,
    entries    INTEGER NOT NULL, -- that were read
    hash       TEXT    NOT NULL, -- of the last of them
    bad_seq    INTEGER NOT NULL, -- the first entry that is not what was written; 0 is none
    bad        TEXT    NOT NULL,
    checked_by TEXT    NOT NULL,
    whole_seq  INTEGER NOT NULL, -- up to here the chain was whole at some check, which stays
    whole_hash TEXT    NOT NULL
) STRICT;
