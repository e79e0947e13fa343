/* Intake: the one door through which cases come, from the phone page, the desk and the demonstration. */
#include "base/text.h"
#include "cases/case_private.h"
#include "db/number.h"

#define TITLE_FROM_WORDS 24     /* characters */
#define OPENING_MOST 14          /* characters of a clause that only says who speaks */
#define TITLE_LEAST 6            /* of clauses that say something by themselves */

/* The end of a sentence or line: nothing behind it belongs to the title. */
static bool ends_sentence(uint32_t c)
{
	return c == '\n' || c == '!' || c == '?' || c == 0x3002 || c == 0xFF01 || c == 0xFF1F;
}

/* , ; : and their Chinese forms, between which a text can be cut and still be read. */
static bool ends_clause(uint32_t c)
{
	return c == ',' || c == ';' || c == ':' || c == 0xFF0C || c == 0xFF1B || c == 0xFF1A;
}

/* The first clause of a text; *rest is what follows its mark. */
static struct str clause_first(struct str words, struct str *rest)
{
	*rest = words;
	while (rest->n) {
		struct str before = { words.p, words.n - rest->n };
		uint32_t   c = utf8_next(rest);

		if (ends_sentence(c) || ends_clause(c)) {
			*rest = str_trim(*rest);
			return before;
		}
	}
	return words;
}

/* What people begin with, who they are and since when, says nothing in a list of cases. */
static bool clause_opens(struct str clause)
{
	static const char *const whole[] = { "您好", "你好", "代表您好", "这段时间", "这几天", "这一个多月", "最近", "近来",
		"半年多了", "去年底到现在", "说了好几次了", "听说站里可以提意见" };
	static const char *const starts[] = { "尊敬的", "我是", "我叫", "我们是", "向代表反映", "想反映", "我想反映",
		"我要反映", "反映一", "我家在" };
	static const char *const ends[] = { "以来", "开始", "反映" };

	if (utf8_length(clause) > OPENING_MOST)
		return false;
	for (size_t i = 0; i < COUNT(whole); i++)
		if (str_eq(clause, str_of(whole[i])))
			return true;
	for (size_t i = 0; i < COUNT(starts); i++)
		if (str_starts(clause, str_of(starts[i])))
			return true;
	for (size_t i = 0; i < COUNT(ends); i++)
		if (str_ends(clause, str_of(ends[i])))
			return true;
	return clause.n == 0 || (str_starts(clause, S("最近")) && str_ends(clause, S("天")));
}

/* The words without such a beginning; all of them when nothing else is there. */
static struct str opening_skip(struct str words)
{
	struct str at = words, rest;

	while (clause_opens(clause_first(at, &rest)) && rest.n)
		at = rest;
	return clause_opens(at) ? words : at;
}

/*
 * As many whole clauses of the first sentence as make a title; only a sentence
 * whose first clause is longer than a title is cut in its middle.
 */
struct str case_title_of(struct arena *a, struct str words)
{
	struct str rest, sentence = opening_skip(str_trim(words)), clauses = STR_NONE;
	size_t     count = 0;

	for (rest = sentence; rest.n; count++) {
		struct str before = { sentence.p, sentence.n - rest.n };
		uint32_t   c = utf8_next(&rest);

		if (ends_sentence(c)) {
			sentence = before;
			break;
		}
		if (ends_clause(c) && count >= TITLE_LEAST && count <= TITLE_FROM_WORDS)
			clauses = before;
	}
	sentence = str_trim(sentence);
	if (count <= TITLE_FROM_WORDS)
		return str_copy(a, sentence);
	if (clauses.p)
		return str_copy(a, str_trim(clauses));
	return str_join(a, utf8_head(sentence, TITLE_FROM_WORDS), S("…"), STR_NONE);
}

static enum err case_number_take(const struct desk *d, case_id *id)
{
	int64_t  serial = 0, year = day_split(day_of(d->now)).year;
	enum err e = number_take(d->db, d->arena, d->county, year, &serial);

	if (!e)
		*id = (case_id){ year % 100 * 100000000 + serial };
	return e;
}

static void intake_count(const struct desk *d, const struct intake *in, enum case_state state)
{
	stock_move(d->db, d->county, in->station, in->kind, state, 1);
	flow_count(d, in->station, in->kind, d->now, FLOW_KIND_PERSONS, in->persons);
	flow_count(d, in->station, in->kind, d->now, FLOW_KIND_ITEMS, 1);
	flow_count(d, in->station, in->kind, d->now, FLOW_KIND_CASES, 1);
}

static enum err intake_trace(const struct desk *d, const struct intake *in, case_id id, enum case_state state)
{
	enum err e = case_event_first(d->db, &(struct case_event_first_in){
		.county = d->county, .case_id = id, .now = d->now, .state = state,
		.account = d->who->account, .station = in->station, .told = STR_NONE,
		.note = in->received_by.n ? in->received_by : STR_NONE,
	}, NULL);

	return e ? e : audit_write(d->db, &(struct audit){
		.county = d->county, .now = d->now, .account = d->who->account, .grant = d->who->grant,
		.action = case_action(CASE_EVENT_ENROL), .object = case_number(d->arena, d->county, id),
		.result = channel_names[in->channel],
	});
}

/* A deputy who received somebody has kept in touch: that counts for the deputy's links. */
static enum err reception_count(const struct desk *d, const struct intake *in, case_id id)
{
	bool met = in->channel == CHANNEL_WALK_IN || in->channel == CHANNEL_VISIT || in->channel == CHANNEL_MEETING;

	if (in->deputy.v == 0 || !met || !d->house->packs)
		return OK;
	return link_reception(&(struct acting){ d->db, d->arena, d->who, d->county, d->now }, d->house->packs,
	        in->deputy, in->station, id);
}

enum err case_enrol(const struct desk *d, const struct intake *in, case_id *id)
{
	enum case_state state = in->held ? CASE_STATE_HELD : CASE_STATE_NEW;
	struct str      title = in->title.n ? in->title : case_title_of(d->arena, in->words);
	enum err        e;

	if ((e = case_number_take(d, id)) ||
	    (e = case_insert(d->db, &(struct case_insert_in){
	            .county = d->county, .id = *id, .state = state, .station = in->station,
	            .region = in->region, .kind = in->kind, .channel = in->channel,
	            .anonymity = in->anonymity, .persons = in->persons, .deputy = in->deputy,
	            .notice = in->notice, .consent = in->consent, .now = d->now,
	            .due = case_due(d, in->region, "accept", day_of(d->now)), .title = title }, NULL)) ||
	    (e = case_text_insert(d->db, &(struct case_text_insert_in){
	            .county = d->county, .case_id = *id, .part = 0, .now = d->now, .words = in->words },
	            NULL)) ||
	    (e = contact_store(d, *id, in)) ||
	    (e = intake_trace(d, in, *id, state)) ||
	    (e = case_queue_text(d, *id, 0, INDEX_KIND_INTERNAL, INDEX_OP_ADD, in->words)) ||
	    (e = reception_count(d, in, *id)))
		return e;
	intake_count(d, in, state);
	return OK;
}
