#include "figures/figures.h"

#include "db/audit.h"
#include "figures/figures.q.h"
#include "figures/flow_check.h"

/* Lists stop at the query's limit; one bad row is as bad as a hundred. */
static enum err check_stock(struct db *db, struct arena *a, struct buf *report, int64_t *differences)
{
	struct stock_differences_row *rows;
	size_t                        n;
	enum err                      e = stock_differences(db, a, &rows, &n);

	for (size_t i = 0; !e && i < n; i++)
		buf_printf(report, "stock: county %lld station %lld kind %lld state %lld is %lld, should be %lld\n",
		        (long long)rows[i].county.v, (long long)rows[i].station, (long long)rows[i].kind,
		        (long long)rows[i].state, (long long)rows[i].actual, (long long)rows[i].expected);
	*differences += e ? 0 : (int64_t)n;
	return e;
}

static enum err check_tally(struct db *db, struct arena *a, struct buf *report, int64_t *differences)
{
	struct tally_differences_row *rows;
	size_t                        n;
	enum err                      e = tally_differences(db, a, &rows, &n);

	for (size_t i = 0; !e && i < n; i++)
		buf_printf(report, "tally: county %lld sort %lld part %lld value %lld is %lld, should be %lld\n",
		        (long long)rows[i].county.v, (long long)rows[i].sort, (long long)rows[i].part,
		        (long long)rows[i].value, (long long)rows[i].actual, (long long)rows[i].expected);
	*differences += e ? 0 : (int64_t)n;
	return e;
}

static enum err check_timeline(struct db *db, struct arena *a, struct buf *report, int64_t *differences)
{
	struct timeline_differences_row *rows;
	size_t                           n;
	enum err                         e = timeline_differences(db, a, &rows, &n);

	for (size_t i = 0; !e && i < n; i++)
		buf_printf(report, "timeline: case %lld of county %lld does not end in its state\n",
		        (long long)rows[i].id.v, (long long)rows[i].county.v);
	*differences += e ? 0 : (int64_t)n;
	return e;
}

struct leaf_check {
	struct buf *report;
	int64_t     wrong;
};

static enum err leaf_compare(void *arg, const struct audit_rows_row *row)
{
	struct leaf_check *c = arg;
	unsigned char      leaf[32];

	audit_leaf(&(struct audit_leaf_in){
		.county = row->county.v, .id = row->id.v, .at = row->at.ms, .account = row->account.v,
		.grant = row->grant_id.v, .action = row->action, .object = row->object, .result = row->result,
		.reason = row->reason, .salt = row->salt }, leaf);
	if (row->leaf.n != sizeof(leaf) || memcmp(leaf, row->leaf.p, sizeof(leaf)) != 0) {
		c->wrong++;
		buf_printf(c->report, "audit: row %lld of county %lld is not what was written\n",
		        (long long)row->id.v, (long long)row->county.v);
	}
	return OK;
}

static enum err check_audit(struct db *db, struct arena *a, struct buf *report, int64_t *differences)
{
	struct leaf_check c = { report, 0 };
	enum err          e = audit_rows(db, a, leaf_compare, &c);

	*differences += c.wrong;
	return e;
}

static const char *owner_word(enum code_kind kind)
{
	return kind == CODE_KIND_STATION ? "station" : "deputy";
}

static enum err check_codes(struct db *db, struct arena *a, struct buf *report, int64_t *differences)
{
	struct code_astray_row  *astray;
	struct code_lacking_row *lacking;
	size_t                   n = 0, m = 0;
	enum err                 e = code_astray(db, a, &astray, &n);

	for (size_t i = 0; !e && i < n; i++)
		buf_printf(report, "code: %.*s leads to %s %lld of county %lld, which has another or is not there\n",
		        (int)astray[i].code.n, astray[i].code.p, owner_word(astray[i].kind),
		        (long long)astray[i].id, (long long)astray[i].county.v);
	if (!e)
		e = code_lacking(db, a, &lacking, &m);
	for (size_t i = 0; !e && i < m; i++)
		buf_printf(report, "code: %.*s of %s %lld of county %lld does not lead there\n",
		        (int)lacking[i].code.n, lacking[i].code.p, owner_word(lacking[i].kind),
		        (long long)lacking[i].id, (long long)lacking[i].county.v);
	*differences += (int64_t)(n + m);
	return e;
}

const struct db_check figures_checks[] = {
	{ "stock", check_stock },
	{ "flow", flow_check },
	{ "tally", check_tally },
	{ "timeline", check_timeline },
	{ "audit", check_audit },
	{ "code", check_codes },
};
const size_t figures_checks_n = COUNT(figures_checks);
