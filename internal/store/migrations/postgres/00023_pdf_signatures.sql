-- What PDFs say of the signatures in them; the reasons stand in
-- sqlite/00023_pdf_signatures.sql.

-- +goose Up

CREATE TABLE pdf_signatures (
    sha256  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    reader  TEXT   NOT NULL,
    read_at BIGINT NOT NULL,
    report  TEXT   NOT NULL
);

CREATE TABLE signed_papers (
    sha256  TEXT COLLATE "C" NOT NULL,
    issued  TEXT COLLATE "C" NOT NULL,
    reader  TEXT    NOT NULL,
    read_at BIGINT  NOT NULL,
    same    BOOLEAN NOT NULL,
    PRIMARY KEY (sha256, issued)
);
