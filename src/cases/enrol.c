/* Intake: the one door through which cases come, from the phone page, the desk and the demonstration. */
#include "base/text.h"
#include "cases/case_private.h"

#define TITLE_FROM_WORDS 24

struct str case_title_of(struct arena *a, struct str words)
{
	struct str rest = words, before, head;
	uint32_t   c;

	/* Up to the first end of a sentence or line. */
	while (rest.n) {
		before = rest;
		c = utf8_next(&rest);
		if (c == '\n' || c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == '!' || c == '?') {
			words = (struct str){ words.p, (size_t)(before.p - words.p) };
			break;
		}
	}
	words = str_trim(words);
	head = utf8_head(words, TITLE_FROM_WORDS);
	return head.n < words.n ? str_join(a, head, S("…"), STR_NONE) : str_copy(a, head);
}

static enum err number_take(const struct desk *d, case_id *id)
{
	struct case_serial_take_row row;
	int64_t                     year = day_split(day_of(d->now)).year;
	enum err                    e;

	e = case_serial_take(d->db, d->arena, &(struct case_serial_take_in){
	        .county = d->county, .year = year }, &row);
	if (!e)
		*id = (case_id){ year % 100 * 100000000 + row.serial };
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

enum err case_enrol(const struct desk *d, const struct intake *in, case_id *id)
{
	enum case_state state = in->held ? CASE_STATE_HELD : CASE_STATE_NEW;
	struct str      title = in->title.n ? in->title : case_title_of(d->arena, in->words);
	enum err        e;

	if ((e = number_take(d, id)) ||
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
	    (e = case_queue_text(d, *id, 0, INDEX_KIND_INTERNAL, INDEX_OP_ADD, in->words)))
		return e;
	intake_count(d, in, state);
	return OK;
}
