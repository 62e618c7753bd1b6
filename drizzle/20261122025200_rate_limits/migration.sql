-- Unlogged: a count waits for no disk, and the counts of a few minutes may be forgotten by a crash.
CREATE UNLOGGED TABLE "rate_limits" (
	"key" text PRIMARY KEY,
	"points" bigint DEFAULT 0 NOT NULL,
	"expire" bigint
);
