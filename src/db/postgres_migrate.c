/* The schema on PostgreSQL: is it ours, may we bring it up to date, may we use it? */
#include "db/postgres_private.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/log.h"
#include "db/migrate.h"

#define WHY_MAX 4096            /* one sentence and a message of the server */

/* The lock is for two programs that start at once: the second finds the work done. */
#define BEGIN_MIGRATION "BEGIN; SELECT pg_advisory_xact_lock(1819831857)"

static const char tables_sql[] =
	"SELECT to_regclass('schema_version') IS NOT NULL, "
	"(SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') "
	"AND relnamespace = current_schema()::regnamespace)";
static const char version_sql[] = "SELECT coalesce(max(version), 0) FROM schema_version";

/* Tables this user cannot read and add to; nothing when all is well. */
static const char rights_sql[] =
	"SELECT string_agg(relname, ', ' ORDER BY relname) FROM pg_class "
	"WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') "
	"AND relname <> 'schema_version' AND NOT (has_table_privilege(oid, 'SELECT') "
	"AND has_table_privilege(oid, 'INSERT'))";

/* A schema that is not there is told by the attempt. */
static const char make_sql[] = "SELECT coalesce(has_schema_privilege(current_schema(), 'CREATE'), true)";

static int newest(void)
{
	return postgres_migrations[postgres_migrations_n - 1].version;
}

/* Runs sql, which may be many statements; on failure `said` is the sentence. */
static PGresult *ask(struct postgres *p, const char *sql, struct buf *said)
{
	PGresult   *r = PQexec(p->raw, sql);
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE), *line;

	if (PQresultStatus(r) == PGRES_TUPLES_OK || PQresultStatus(r) == PGRES_COMMAND_OK)
		return r;
	line = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	if (!line)
		line = PQerrorMessage(p->raw);
	if (state && strcmp(state, "42501") == 0)
		buf_printf(said, "user %s has no right to use the tables of database %s (%.*s); "
		           "GRANT lianxin_app TO %s, or start once with --db-owner URL",
		           PQuser(p->raw), PQdb(p->raw), (int)strcspn(line, "\n"), line,
		           PQuser(p->raw));
	else if (state && strcmp(state, "3F000") == 0)
		buf_printf(said, "database %s has no schema to make tables in; CREATE SCHEMA public "
		           "AUTHORIZATION %s", PQdb(p->raw), PQuser(p->raw));
	else
		buf_printf(said, "database %s: %.*s", PQdb(p->raw), (int)strcspn(line, "\n"), line);
	PQclear(r);
	return NULL;
}

/* May this user make tables here? Who may not is told what to do instead of what the server refused. */
static enum err may_make(struct postgres *p, long version, struct buf *said)
{
	PGresult *r = ask(p, make_sql, said);
	enum err  e = r ? OK : ERR_FAULT;

	if (r && strcmp(PQgetvalue(r, 0, 0), "t") != 0) {
		buf_printf(said, "database %s has schema %ld, this program needs %d, and user %s may not make tables; "
		           "start the server once with --db-owner URL", PQdb(p->raw), version, newest(), PQuser(p->raw));
		e = ERR_FAULT;
	}
	PQclear(r);
	return e;
}

static bool run(struct postgres *p, const char *sql, struct buf *said)
{
	PGresult *r = ask(p, sql, said);

	PQclear(r);
	return r != NULL;
}

/* The number of the last migration (0: none yet) and how many tables there are. */
static bool look(struct postgres *p, long *version, long *tables, struct buf *said)
{
	PGresult *r = ask(p, tables_sql, said);
	bool      ours = r && strcmp(PQgetvalue(r, 0, 0), "t") == 0, good = r != NULL;

	*version = 0;
	if (good)
		*tables = strtol(PQgetvalue(r, 0, 1), NULL, 10);
	PQclear(r);
	if (!ours)
		return good;
	r = ask(p, version_sql, said);
	good = r != NULL;
	if (good)
		*version = strtol(PQgetvalue(r, 0, 0), NULL, 10);
	PQclear(r);
	return good;
}

/* All that is missing in one transaction. */
static enum err forward(struct postgres *p, struct buf *said)
{
	long version, tables;
	bool good = run(p, BEGIN_MIGRATION, said) && look(p, &version, &tables, said);
	long from = good ? version : 0;

	for (size_t i = 0; good && i < postgres_migrations_n; i++) {
		if (postgres_migrations[i].version <= from)
			continue;
		good = run(p, postgres_migrations[i].sql, said) &&
		       run(p, postgres_migrations[i].stamp, said);
	}
	if (good && run(p, "COMMIT", said)) {
		if (from < newest())
			log_info("db", "database %s was brought from schema %ld to %d",
			         PQdb(p->raw), from, newest());
		return OK;
	}
	PQclear(PQexec(p->raw, "ROLLBACK"));
	return ERR_FAULT;
}

/* May this user read and write every table? */
static enum err rights_check(struct postgres *p, struct buf *said)
{
	PGresult *r = ask(p, rights_sql, said);
	enum err  e = r ? OK : ERR_FAULT;

	if (r && !PQgetisnull(r, 0, 0)) {
		buf_printf(said, "user %s may not write in %s of database %s; GRANT lianxin_app TO %s",
		           PQuser(p->raw), PQgetvalue(r, 0, 0), PQdb(p->raw), PQuser(p->raw));
		e = ERR_FAULT;
	}
	PQclear(r);
	return e;
}

static enum err schema_check(struct postgres *p, struct buf *said)
{
	const bool  writer = p->db.mode != DB_READ;
	const char *name = PQdb(p->raw);
	long        version, tables;

	if (!look(p, &version, &tables, said))
		return ERR_FAULT;
	if (version == 0 && tables > 0) {
		buf_printf(said, "database %s belongs to another program; make one of its own", name);
		return ERR_FAULT;
	}
	if (version > newest()) {
		buf_printf(said, "database %s has schema %ld but this program knows only %d; "
		           "use the newer program", name, version, newest());
		return ERR_FAULT;
	}
	if (version < newest() && !writer) {
		buf_printf(said, "database %s has schema %ld, this program needs %d; start the "
		           "server once to bring it up to date", name, version, newest());
		return version == 0 ? ERR_MISSING : ERR_FAULT;
	}
	if (version < newest()) {
		enum err e = may_make(p, version, said);

		if (e || (e = forward(p, said)))
			return e;
	}
	return writer ? rights_check(p, said) : OK;
}

enum err postgres_migrate(struct postgres *p, struct arena *a, struct str *why)
{
	struct buf said;
	enum err   e;

	buf_init(&said, a, WHY_MAX);
	if (!PQexitPipelineMode(p->raw))
		return ERR_FAULT;
	e = schema_check(p, &said);
	if (!PQenterPipelineMode(p->raw) && !e)
		e = ERR_FAULT;
	if (e)
		*why = buf_view(&said);
	return e;
}
