-- What an organisation is on paper; the reasons stand in sqlite/00012_agency_details.sql.

-- +goose Up

ALTER TABLE agencies ADD COLUMN valid_from TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE agencies ADD COLUMN valid_until TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE agencies ADD COLUMN successor TEXT COLLATE "C" NOT NULL DEFAULT '';

CREATE TABLE agency_letterheads (
    agency_id  TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES agencies (id),
    government TEXT NOT NULL,
    name_line  TEXT NOT NULL,
    address    TEXT NOT NULL,
    phone      TEXT NOT NULL,
    fax        TEXT NOT NULL,
    email      TEXT NOT NULL,
    web        TEXT NOT NULL,
    city       TEXT NOT NULL,
    head_title TEXT NOT NULL,
    head_name  TEXT NOT NULL,
    head_nip   TEXT NOT NULL
);

CREATE TABLE agency_logos (
    agency_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES agencies (id),
    sha256    TEXT    NOT NULL,
    width     INTEGER NOT NULL,
    height    INTEGER NOT NULL,
    png       BYTEA   NOT NULL
);

DELETE FROM request_access WHERE scope LIKE 'vendor:%' AND request_id IN (SELECT id FROM requests WHERE status NOT IN ('open', 'completed'));
DELETE FROM meeting_access WHERE scope LIKE 'vendor:%'
    AND meeting_id IN (SELECT m.id FROM meetings m JOIN requests r ON r.id = m.request_id WHERE r.status NOT IN ('open', 'completed'));
UPDATE requests SET access = substr(access, 1, strpos(access, chr(10) || 'vendor:') - 1)
    WHERE status NOT IN ('open', 'completed') AND strpos(access, chr(10) || 'vendor:') > 0;
