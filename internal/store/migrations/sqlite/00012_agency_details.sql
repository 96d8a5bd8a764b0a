-- What an organisation is on paper, and since when and until when there is one.
--   * the days are text as people write them (2026-12-31, '' for none): an agency ends at the
--     end of a day in Jakarta, whatever the time zone of the machine;
--   * the letterhead is a row of its own: lists of agencies, which every page asks for, do
--     not read it;
--   * the logo stands in the database and not among the documents: it is small, there are a
--     few dozen, it is replaced and then gone for good, and no history speaks of it.

-- +goose Up

ALTER TABLE agencies ADD COLUMN valid_from TEXT NOT NULL DEFAULT '';
ALTER TABLE agencies ADD COLUMN valid_until TEXT NOT NULL DEFAULT ''; -- the last day
ALTER TABLE agencies ADD COLUMN successor TEXT NOT NULL DEFAULT ''; -- id of the agency that took over

CREATE TABLE agency_letterheads (
    agency_id  TEXT NOT NULL PRIMARY KEY REFERENCES agencies (id),
    government TEXT NOT NULL, -- "PEMERINTAH KOTA SALATIGA"
    name_line  TEXT NOT NULL, -- as it stands on letters
    address    TEXT NOT NULL,
    phone      TEXT NOT NULL,
    fax        TEXT NOT NULL,
    email      TEXT NOT NULL,
    web        TEXT NOT NULL,
    city       TEXT NOT NULL, -- before the date
    head_title TEXT NOT NULL,
    head_name  TEXT NOT NULL,
    head_nip   TEXT NOT NULL
) STRICT;

CREATE TABLE agency_logos (
    agency_id TEXT    NOT NULL PRIMARY KEY REFERENCES agencies (id),
    sha256    TEXT    NOT NULL,
    width     INTEGER NOT NULL, -- pixels
    height    INTEGER NOT NULL,
    png       BLOB    NOT NULL -- drawn anew by us
) STRICT;

-- A third party sees a request while it runs and when it is completed, not when it was
-- stopped. "vendor:" is the last of the sorted keys of a row.
DELETE FROM request_access WHERE scope LIKE 'vendor:%' AND request_id IN (SELECT id FROM requests WHERE status NOT IN ('open', 'completed'));
DELETE FROM meeting_access WHERE scope LIKE 'vendor:%'
    AND meeting_id IN (SELECT m.id FROM meetings m JOIN requests r ON r.id = m.request_id WHERE r.status NOT IN ('open', 'completed'));
UPDATE requests SET access = substr(access, 1, instr(access, char(10) || 'vendor:') - 1)
    WHERE status NOT IN ('open', 'completed') AND instr(access, char(10) || 'vendor:') > 0;
