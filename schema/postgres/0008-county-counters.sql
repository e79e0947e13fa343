-- SQLite adds the totals of whole counties to rows that were there before; no
-- PostgreSQL database is as old as that.
SELECT 1;
