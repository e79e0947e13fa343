/* lianxin serve: opens the house, serves until asked to stop. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "pack/pack.h"
#include "base/log.h"
#include "base/shelf.h"
#include "command/command.h"
#include "command/command.q.h"
#include "command/timer.h"
#include "command/watch.h"
#include "db/folder.h"
#include "db/lane.h"
#include "db/pulse.h"
#include "db/replica.h"
#include "deputy/deputy.h"
#include "file/file.h"
#include "http/clock.h"
#include "http/limit.h"
#include "http/server.h"
#include "people/people.h"
#include "print/print.h"
#include "search/search.h"
#include "station/station.h"
#include "web/layout.h"

struct serving {
	struct house   house;
	struct arena  *arena;
	struct lock    lock;
	struct server *server;
	struct timer  *timer;
	struct watch  *watch;
	const char    *dir, *db, *owner, *replica, *listen;
	int            drain_s;          /* how long to go on answering after being told to stop */
	struct str     why;
};

static enum err packs_load(struct db *db, void *arg)
{
	struct serving  *s = arg;
	struct pack_set *set;
	struct arena    *its = arena_new(64 * 1024);
	struct buf       faults;
	int64_t          added;
	enum err         e;

	buf_init(&faults, s->arena, 64 * 1024);         /* a page of fault lines at most */
	e = pack_install_builtin(db, s->arena, house_now(&s->house), &added, &faults);
	if (!e && !(e = pack_set_open(db, its, &set)))
		shelf_put(s->house.pack_shelf, set, its);
	else
		arena_free(its);
	if (e)
		s->why = str_join(s->arena, S("the packs cannot be loaded: "), buf_view(&faults), STR_NONE);
	return e;
}

/*
 * A key is made for a new folder only. Where cases are, codes and seals hang on
 * the key they were made with, and a new one would only hide that it is missing.
 */
static enum err key_may_be_made(struct serving *s, bool *may)
{
	const char          *path = str_z(s->arena, str_join(s->arena, str_of(s->db), S("/lianxin.db"), STR_NONE));
	struct cases_there_row row = { 0 };
	struct db           *db;
	enum err             e;

	*may = !db_is_url(s->db) && access(path, F_OK) != 0;
	if (*may)
		return OK;
	e = db_open(s->db, DB_READ, s->arena, &db, &s->why);
	*may = e == ERR_MISSING;        /* a database without our tables yet */
	if (e)
		return *may ? OK : e;
	if (!(e = db_begin(db, false))) {
		e = cases_there(db, s->arena, &row);
		db_rollback(db);
	}
	db_close(db);
	*may = !row.there;
	return e;
}

static enum err key_open(struct serving *s)
{
	const char *path = str_z(s->arena, str_join(s->arena, str_of(s->dir), S("/secret.key"), STR_NONE));
	bool        may = false;
	enum err    e = OK;

	if (access(path, F_OK) != 0 && (e = key_may_be_made(s, &may)) == OK && !may) {
		s->why = str_join(s->arena, str_of(path),
		        S(" is missing: contacts and pick-up codes cannot be opened without it; "
		          "put back the key kept with the backup"),
		        STR_NONE);
		return ERR_FAULT;
	}
	return e ? e : keys_open(s->dir, may, &s->house.keys, &s->why, s->arena);
}

/* The owner of the tables brings them up to date; the program itself serves without that right. */
static enum err owner_migrate(struct serving *s)
{
	struct db *db;
	enum err   e;

	if (!s->owner)
		return OK;
	e = db_open(s->owner, DB_OFFLINE, s->arena, &db, &s->why);
	if (!e)
		db_close(db);
	return e;
}

static enum err house_open(struct serving *s)
{
	enum err e;

	s->house.set.dir = s->dir;
	s->house.set.db = s->db;
	s->house.set.shared = db_is_url(s->db);
	s->house.pack_shelf = shelf_new(s->arena);
	s->house.clock = clock_new(s->arena);
	if (s->replica && !s->house.set.shared) {
		s->why = S("--db-replica goes with --db URL: a folder has no standbys");
		return ERR_INPUT;
	}
	if ((e = folder_check(s->dir, true, s->arena, &s->why)) ||
	    (e = lock_take(s->dir, "serve", s->arena, &s->lock, &s->why)) ||
	    (s->replica && (e = replicas_open(s->replica, s->arena, &s->house.replicas, &s->why))) ||
	    (e = owner_migrate(s)) || (e = key_open(s)) ||
	    (e = lane_start(s->db, s->arena, &s->house.lane, &s->why)) ||
	    (e = clock_look(&s->house)) || (e = lane_call(s->house.lane, packs_load, s)) ||
	    (e = search_start(s->db, s->house.lane, s->arena, &s->house.search, &s->why)) ||
	    (s->house.set.shared && !s->replica && (e = pulse_start(s->db, s->arena, &s->house.pulse, &s->why))))
		return e;
	if (s->replica)
		lane_tell_places(s->house.lane);
	s->house.limits = limits_new(s->arena, s->house.keys);
	s->house.gate = password_gate_new(s->arena);
	s->house.prints = print_shelf_new(s->arena);
	s->house.files = file_store_new(&s->house, s->arena);
	s->house.take_files = file_take;
	s->house.routes = &rooms;
	s->house.version = LIANXIN_VERSION;
	s->house.draw_error = layout_error;
	s->house.draw_page_begin = layout_begin;
	s->house.draw_page_end = layout_end;
	s->house.draw_page_ask = layout_ask;
	return OK;
}

static void house_close(struct serving *s)
{
	if (s->timer)
		timer_stop(s->timer);
	if (s->server)
		server_stop(s->server);
	deputy_jobs_stop(s->house.imports);
	if (s->house.search)
		search_stop(s->house.search);
	watch_stop(s->watch);
	pulse_stop(s->house.pulse);
	if (s->house.lane)
		lane_stop(s->house.lane);
	if (s->house.pack_shelf)
		shelf_clear(s->house.pack_shelf);
	keys_close(s->house.keys);
}

/*
 * On PostgreSQL a worker mostly waits for the network and nobody else reads, so
 * there are four for a processor; at most 16, or four copies on a large machine
 * would take all connections that a server gives by default.
 */
static int workers_usual(bool shared)
{
	long n = 4 * sysconf(_SC_NPROCESSORS_ONLN);

	return !shared ? 2 : n < 4 ? 4 : n > 16 ? 16 : (int)n;
}

static bool settings_read(int argc, char **argv, struct serving *s)
{
	const char             *address = "30", *station = "300", *workers = "0", *loops = "0", *drain = "0", *room = "512",
	                       *now = NULL, *tiles = "", *credit = "";
	const char             *connect = "256";        /* as many as packaging/nginx.conf lets one address have */
	bool                    proxy = false;
	struct str              origin;
	int64_t                 n[7], fixed = 0;
	const struct option_row rows[] = {
		{ "data", &s->dir, NULL, "DIR" }, { "listen", &s->listen, NULL, "ADDR:PORT" },
		{ "behind-proxy", NULL, &proxy, "" }, { "submit-per-address", &address, NULL, "N" },
		{ "submit-per-station", &station, NULL, "N" }, { "connect-per-address", &connect, NULL, "N" },
		{ "workers", &workers, NULL, "N" }, { "loops", &loops, NULL, "N" },
		{ "drain", &drain, NULL, "SECONDS" }, { "now", &now, NULL, "MS" }, { "upload-reserve", &room, NULL, "MB" },
		{ "db", &s->db, NULL, "URL" }, { "db-owner", &s->owner, NULL, "URL" },
		{ "db-replica", &s->replica, NULL, "URL" }, { "map-tiles", &tiles, NULL, "URL" },
		{ "map-credit", &credit, NULL, "TEXT" },
	};

	if (!options_read(argc, argv, rows, COUNT(rows), NULL, 0) ||
	    !option_number("serve", "submit-per-address", address, 1, INT32_MAX, &n[0]) ||
	    !option_number("serve", "submit-per-station", station, 1, INT32_MAX, &n[1]) ||
	    !option_number("serve", "workers", workers, 0, 64, &n[2]) ||
	    !option_number("serve", "loops", loops, 0, 16, &n[3]) ||
	    !option_number("serve", "drain", drain, 0, 60, &n[4]) ||
	    !option_number("serve", "connect-per-address", connect, 0, INT32_MAX, &n[5]) ||
	    !option_number("serve", "upload-reserve", room, 0, 1 << 20, &n[6]) ||
	    (now && !option_number("serve", "now", now, 1, INT64_C(4102444800000), &fixed)))
		return false;
	s->house.set.submit_per_address = (int)n[0];
	s->house.set.submit_per_station = (int)n[1];
	if (!s->db)
		s->db = s->dir;
	s->house.set.workers = n[2] > 0 ? (int)n[2] : workers_usual(db_is_url(s->db));
	s->house.set.loops = (int)n[3];
	s->drain_s = (int)n[4];
	s->house.set.connect_per_address = (int)n[5];
	s->house.set.behind_proxy = proxy;
	if (*tiles && !map_tiles_origin(str_of(tiles), &origin)) {
		fputs("lianxin serve: --map-tiles takes an address such as https://tiles.example.cn/{z}/{x}/{y}.png\n", stderr);
		return false;
	}
	s->house.set.map_tiles = tiles;
	s->house.set.map_credit = credit;
	s->house.set.upload_reserve = n[6] * 1024 * 1024;
	s->house.set.clock_fixed = now != NULL;
	s->house.set.now_ms = fixed;
	return true;
}

/* No core files with keys in them, no new rights, no death by a closed pipe. */
static void process_harden(void)
{
	struct rlimit none = { 0, 0 }, files;

	signal(SIGPIPE, SIG_IGN);
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
}

/* Until a signal; then, among several copies, until the balancer has seen that this one leaves. */
static void serve_until_told(struct serving *s, const sigset_t *stop)
{
	struct timespec drain = { .tv_sec = s->drain_s };
	int             got;

	while ((got = sigwaitinfo(stop, NULL)) < 0)
		;
	log_info("serve", "stopping (signal %d)", got);
	if (s->drain_s == 0)
		return;
	server_leave(s->server);
	/* A second signal is impatience, and obeyed. */
	while (sigtimedwait(stop, NULL, &drain) < 0 && errno == EINTR)
		;
}

/* Port 0 asks the kernel for a free one: which it gave is known only now. */
static void say_ready(const struct serving *s)
{
	struct str at = str_of(s->listen);
	int        port = server_port(s->server);

	if (port && str_ends(at, S(":0")))
		log_info("serve", "ready on %.*s%d, data in %s, %d workers", (int)at.n - 1, at.p, port,
			 s->dir, s->house.set.workers);
	else
		log_info("serve", "ready on %s, data in %s, %d workers", s->listen, s->dir,
			 s->house.set.workers);
}

int serve_command(int argc, char **argv)
{
	struct serving s = { .dir = "data", .listen = "127.0.0.1:8080", .why = STR_NONE };
	struct arena  *scratch;
	struct buf     faults;
	sigset_t       stop;
	int            status = 1;

	if (!settings_read(argc, argv, &s))
		return 2;
	process_harden();
	s.arena = arena_new(256 * 1024);
	scratch = arena_new(4096);
	buf_init(&faults, scratch, 64 * 1024);
	/* Every thread inherits the blocked signals; this one waits for them. */
	sigemptyset(&stop);
	sigaddset(&stop, SIGINT);
	sigaddset(&stop, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &stop, NULL);
	if (routes_check(&rooms, &faults)) {
		command_failed("serve", buf_view(&faults));
	} else if (crypt_start() || house_open(&s) || deputy_jobs_start(&s.house, s.arena, &s.house.imports) ||
	           server_start(&s.house, s.listen, s.arena, &s.server, &s.why) ||
	           timer_start(&s.house, s.arena, &s.timer) ||
	           watch_start(&s.house, s.arena, &s.watch)) {
		command_failed("serve", s.why.n ? s.why : S("cannot start; the log line above says why"));
	} else {
		say_ready(&s);
		serve_until_told(&s, &stop);
		status = 0;
	}
	house_close(&s);
	lock_release(&s.lock);
	arena_free(scratch);
	arena_free(s.arena);
	return status;
}
