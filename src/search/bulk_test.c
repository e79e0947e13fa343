/*
 * The way of the demonstration data: many texts at once, then the index made as
 * a whole. `bulk_test 1000000` measures; without a number it is a short test.
 */
#include "search/search_test.h"

#include <fcntl.h>
#include <string.h>
#include <time.h>

#define COUNTIES 10

static double cpu_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Of the calling thread: other work on the machine does not count. */
static int64_t cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

/* About 200 characters: phrases, and characters drawn so that few are frequent and many seldom. */
static struct str long_words(struct world *w, struct arena *a)
{
	struct buf b;

	buf_init(&b, a, 65536);
	for (int i = 0; i < 6; i++) {
		buf_z(&b, test_where[dice(w, COUNT(test_where))]);
		buf_z(&b, test_what[dice(w, COUNT(test_what))]);
		buf_z(&b, "，");
		for (uint64_t n = 8 + dice(w, 24); n; n--) {
			uint64_t c = dice(w, 1u << dice(w, 13));

			buf_utf8(&b, (uint32_t)(0x4E00 + c));
			if (n % 9 == 0)
				buf_z(&b, "，");
		}
		buf_z(&b, test_wish[dice(w, COUNT(test_wish))]);
		buf_z(&b, "。");
	}
	return buf_view(&b);
}

struct load {
	struct world *w;
	struct arena *a;
	int64_t       from, many, bytes;
	bool          noted;
	int64_t       note_us;
};

static enum err load(struct db *db, void *arg)
{
	struct load *l = arg;
	enum err     e = OK;

	for (int64_t i = l->from; !e && i < l->from + l->many; i++) {
		struct doc d = { .county = { 530501 + i % COUNTIES },
		                 .id = { INT64_C(2600000001) + i / COUNTIES },
		                 .kind = INDEX_KIND_INTERNAL };
		int64_t    t;

		arena_reset(l->a);
		d.words = long_words(l->w, l->a);
		l->bytes += (int64_t)d.words.n;
		e = test_store(db, &d);
		t = cpu_us();
		if (!e && l->noted)
			e = test_note(l->w, db, &d, INDEX_OP_ADD, d.words);
		l->note_us += cpu_us() - t;
	}
	return e;
}

static void load_all(struct load *l, int64_t many)
{
	struct db *db;
	struct str why = STR_NONE;

	world_need(db_open(l->w->dir, DB_OFFLINE, l->w->arena, &db, &why), why);
	for (l->many = 2000; l->from < many; l->from += l->many) {
		world_need(db_begin(db, true), S("begin"));
		world_need(load(db, l), S("load"));
		world_need(db_commit(db), S("commit"));
	}
	db_close(db);
}

static const char *const words[] = {
	"路灯", "路灯不亮", "幸福小区2号楼", "垃圾 噪音", "一丁", "丐丕", "凤凰山路灯不亮", "bus 12",
};

static void ask_all(struct world *w, const char *when)
{
	for (size_t i = 0; i < COUNT(words); i++) {
		struct arena      *a = arena_new(1 << 16);
		struct search_hits h = { 0 };
		int64_t            best = INT64_MAX, sum = 0;

		for (int k = 0; k < 20; k++) {
			int64_t t = cpu_us();

			arena_reset(a);
			world_need(search_cases(w->search, a, &(struct search_ask){ .db = w->db,
			        .kind = INDEX_KIND_INTERNAL, .county = { 530501 + k % COUNTIES },
			        .words = str_of(words[i]), .limit = 50 }, &h), S("search"));
			t = cpu_us() - t;
			sum += t;
			best = t < best ? t : best;
		}
		printf("# %s: %s: %zu%s cases, mean %lld us, best %lld us\n", when, words[i], h.n,
		       h.more ? "+" : "", (long long)sum / 20, (long long)best);
		arena_free(a);
	}
}

static void test_live(struct world *w, struct load *l, int64_t many, int64_t tail)
{
	struct search_figures f;
	struct fts           *hold;
	struct str            why = STR_NONE;
	double                cpu;
	int64_t               t;

	world_start(w);
	ask_all(w, "index only");
	world_need(fts_open(w->dir, DB_WRITE, w->arena, &hold, &why), why);
	world_need(fts_begin(hold, true), S("hold"));
	l->noted = true;
	l->note_us = 0;
	l->from = many;
	l->many = 400;
	for (; l->from < many + tail; l->from += l->many)
		world_need(lane_call(w->lane, load, l), S("load"));
	search_figures(w->search, &f);
	printf("# note: %.1f us a text; %lld texts in memory: %.1f MB\n",
	       (double)l->note_us / (double)tail, (long long)tail, (double)f.memory / 1e6);
	ask_all(w, "with texts in memory");
	fts_rollback(hold);
	fts_close(hold);
	t = tick_us();
	cpu = cpu_s();
	world_need(search_settle(w->search, 600000), S("the index did not settle"));
	printf("# live: %lld texts in %.2f s, %.0f a second of processor\n", (long long)tail,
	       (double)(tick_us() - t) / 1e6, (double)tail / (cpu_s() - cpu));
	world_stop(w);
}

int main(int argc, char **argv)
{
	int64_t              many = 4000, tail = argc > 1 ? 20000 : 2000;
	struct world         w;
	struct load          l = { .w = &w, .a = arena_new(1 << 16) };
	struct search_report r;
	struct stat          st = { 0 };
	struct str           why = STR_NONE;
	double               cpu;
	int64_t              t;

	if (argc > 1 && !str_number(str_of(argv[1]), 10000000, &many))
		return 2;
	world_new(&w);
	load_all(&l, many);
	t = tick_us();
	cpu = cpu_s();
	world_need(search_rebuild(w.dir, w.arena, NULL, NULL, &why), why);
	cpu = cpu_s() - cpu;
	t = tick_us() - t;
	stat(str_z(w.arena, str_join(w.arena, str_of(w.dir), S("/search.db"), STR_NONE)), &st);
	printf("# bulk: %lld texts of %lld bytes in %.1f s, %.0f a second of processor,"
	       " %.0f bytes a text\n", (long long)many, (long long)(l.bytes / many), (double)t / 1e6,
	       (double)many / cpu, (double)st.st_size / (double)many);
	test_live(&w, &l, many, tail);
	world_need(search_check(w.dir, w.arena, 500, &r, &why), why);
	tap_ok(r.texts == many + tail && r.missing + r.extra + r.wrong + r.differ == 0 &&
	       r.samples > 400 && r.sound,
	       "%lld texts and %lld bigrams agree", (long long)r.texts, (long long)r.samples);
	arena_free(l.a);
	world_end(&w);
	return tap_done();
}
