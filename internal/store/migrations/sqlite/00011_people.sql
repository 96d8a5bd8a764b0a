-- Who is who. Why the tables look as they do:
--   * an account without a password is one that was invited and whose owner has not been
--     here; when somebody signed in last is asked of everybody in a list, so it stands with
--     the account;
--   * a proposal is an act that another administrator must confirm. It refers to no account:
--     that of an invitation is not there yet. Deciding is changing its state once.

-- +goose Up

ALTER TABLE users ADD COLUMN entered_at INTEGER NOT NULL DEFAULT 0; -- the last sign-in; 0 is never
UPDATE users SET entered_at = (SELECT COALESCE(max(e.at), 0) FROM security_events e WHERE e.username = users.username AND e.kind = 'signed-in');

CREATE TABLE proposals (
    id          TEXT    NOT NULL PRIMARY KEY,
    kind        TEXT    NOT NULL, -- invite, change, activate, password, factors, identity
    username    TEXT    NOT NULL, -- whom it is about
    was         TEXT    NOT NULL, -- agency, roles and state of the account when it was proposed
    detail      BLOB    NOT NULL, -- JSON: what is to be done
    password    TEXT    NOT NULL, -- PHC string of a password to be; '' once decided
    state       TEXT    NOT NULL, -- open, confirmed, refused, stale, replaced
    proposed_by TEXT    NOT NULL,
    proposed_at INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    decided_by  TEXT    NOT NULL, -- '' while open
    decided_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX proposals_by_state ON proposals (state, expires_at);
CREATE INDEX proposals_by_user ON proposals (username, state);
