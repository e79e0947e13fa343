/*
 * load: questions to a running server on 127.0.0.1, and what became of them.
 *
 *   load get    port= path=|paths=FILE [conns= rate= seconds= warm= most= cookie=|cookies=FILE accept= name= ours=PID,PID]
 *   load submit port= data= [places=FILE conns= seconds= rate= warm= most= log= mark= until_lost=1]
 *   load hold   port= kind=open|idle|drip conns= seconds=
 *   load verify port= log= [data= before=] [again=]
 *   load ready  port= [since=NANOSECONDS_OF_DATE limit=MS]
 *   load size   port= path= [accept=]
 *   load disk   dir= [seconds=]
 *   load count  data=
 *   load plan   data= out= [seed_cases=]
 *
 * Each prints one line of name=value words. Exit 0: it could be done (errors
 * of the server are figures, not failures); 1: not; 2: wrong words.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/time.h"
#include "plan.h"
#include "submit.h"

struct words {
	int    n;
	char **v;
};

static const char *word(const struct words *w, const char *name, const char *otherwise)
{
	size_t n = strlen(name);

	for (int i = 0; i < w->n; i++)
		if (strncmp(w->v[i], name, n) == 0 && w->v[i][n] == '=')
			return w->v[i] + n + 1;
	return otherwise;
}

static double real(const struct words *w, const char *name, double otherwise, double most)
{
	const char *s = word(w, name, NULL);
	double      v = s ? strtod(s, NULL) : otherwise;

	return v < 0 ? 0 : v > most ? most : v;
}

static struct wire wire_of(const struct words *w)
{
	return (struct wire){
		.port = (int)real(w, "port", 8080, 65535), .connections = (size_t)real(w, "conns", 1, WIRE_CONNECTIONS),
		.rate = real(w, "rate", 0, 1e6), .seconds = real(w, "seconds", 5, WIRE_SECONDS),
		.warm = real(w, "warm", 0, 60), .most = (uint64_t)real(w, "most", 1e9, 1e9),
		.until_lost = real(w, "until_lost", 0, 1) > 0,
	};
}

/* Processor time so far in ticks: of this machine, what its host gave to other machines, what its programs used. */
struct machine {
	unsigned long long all, stolen, used;
	unsigned long long ours;        /* by this program and those named by ours= */
};

/* What one program has used; 0 when there is none of that number. */
static unsigned long long ticks_of(const char *pid)
{
	char               path[40];
	struct buf         b = { .p = path, .cap = sizeof(path), .max = sizeof(path) };
	unsigned long long user = 0, kernel = 0;
	FILE              *f;

	buf_lit(&b, "/proc/");
	buf_put(&b, pid, strcspn(pid, ","));
	buf_lit(&b, "/stat");
	buf_char(&b, '\0');
	f = fopen(path, "re");
	if (f) {
		(void)!fscanf(f, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu", &user, &kernel);
		fclose(f);
	}
	return user + kernel;
}

static struct machine machine_now(const char *ours)
{
	unsigned long long t[8] = { 0 };
	struct machine     m = { .ours = ticks_of("self") };
	FILE              *f = fopen("/proc/stat", "re");

	if (f && fscanf(f, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", &t[0], &t[1], &t[2], &t[3], &t[4], &t[5],
	                &t[6], &t[7]) == 8) {
		for (size_t i = 0; i < COUNT(t); i++)
			m.all += t[i];
		m.stolen = t[7];
		m.used = t[0] + t[1] + t[2];
	}
	if (f)
		fclose(f);
	for (; *ours; ours += strcspn(ours, ","), ours += *ours == ',')
		m.ours += ticks_of(ours);
	return m;
}

/* Thousandths of all processors meanwhile: what the host kept, what programs that are not of this run used. */
struct disturbance {
	unsigned stolen, others;
};

static bool wire_watch(const struct words *w, const struct wire *wire, struct arena *a, struct wire_result *r,
                       struct disturbance *d)
{
	const char         *pids = word(w, "ours", "");
	struct machine      before = machine_now(pids), after;
	bool                good = wire_run(wire, a, r);
	unsigned long long  all, used, ours;

	after = machine_now(pids);
	all = after.all > before.all ? after.all - before.all : 1;
	used = after.used - before.used;
	ours = after.ours - before.ours;
	*d = (struct disturbance){ .stolen = (unsigned)((after.stolen - before.stolen) * 1000 / all),
	                           .others = used > ours ? (unsigned)((used - ours) * 1000 / all) : 0 };
	return good;
}

static void result_print(const struct words *w, const struct wire *wire, const struct wire_result *r,
                         struct disturbance d)
{
	printf("name=%s conns=%zu rate=%.0f seconds=%.2f answers=%llu per_s=%.0f p50_us=%u p99_us=%u p999_us=%u "
	       "max_us=%u gap_us=%lld ok=%llu redirect=%llu refused=%llu failed=%llu lost=%llu reopened=%llu asked=%llu bytes=%.0f "
	       "stolen=%u others=%u",
	       word(w, "name", "-"), wire->connections, wire->rate, r->took, (unsigned long long)r->answers,
	       r->took > 0 ? (double)r->answers / r->took : 0, wire_at(r, 0.5), wire_at(r, 0.99), wire_at(r, 0.999),
	       wire_at(r, 1), (long long)r->gap_us, (unsigned long long)r->status[2], (unsigned long long)r->status[3],
	       (unsigned long long)r->status[4], (unsigned long long)r->status[5], (unsigned long long)r->lost,
	       (unsigned long long)r->reopened, (unsigned long long)r->asked, r->answers ? (double)r->bytes / (double)r->answers : 0,
	       d.stolen, d.others);
}

static int nobody(const struct wire *w)
{
	fprintf(stderr, "load: nothing answers on 127.0.0.1:%d\n", w->port);
	return 1;
}

/* ---- get ---- */

struct asking {
	struct str *requests;
	size_t      n;
	bool        in_turn;
	size_t      at;
};

static bool ask_next(void *arg, size_t connection, struct str *request, uint64_t *tag)
{
	struct asking *k = arg;

	(void)connection;
	*tag = k->in_turn ? k->at++ % k->n : random_below((uint32_t)k->n);
	*request = k->requests[*tag];
	return true;
}

static struct str file_map(const char *name)
{
	int         fd = open(name, O_RDONLY | O_CLOEXEC);
	struct stat st;
	struct str  s = STR_NONE;

	if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0) {
		s.p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		s.n = (size_t)st.st_size;
		if (s.p == MAP_FAILED)
			s = STR_NONE;
	}
	if (fd >= 0)
		close(fd);
	return s;
}

#define PATHS_MOST 100000

/* A path as each of the readers asks for it. */
static void path_add(struct asking *k, struct arena *a, struct str path, struct str more, struct str cookies)
{
	struct str cookie = cookies;

	do {
		if (cookies.n && !str_next(&cookies, '\n', &cookie))
			break;
		if (cookie.n)
			cookie = str_join(a, S("Cookie: "), cookie, S("\r\n"), STR_NONE);
		k->requests[k->n++] = wire_get(a, path, str_join(a, more, cookie, STR_NONE));
	} while (cookies.n && k->n < PATHS_MOST);
}

static bool asking_begin(struct asking *k, const struct words *w, struct arena *a)
{
	struct str  more = S(""), all, line, cookies = str_of(word(w, "cookie", ""));
	const char *accept = word(w, "accept", NULL);

	if (word(w, "cookies", NULL))
		cookies = file_map(word(w, "cookies", NULL));
	if (accept)
		more = str_join(a, more, S("Accept-Encoding: "), str_of(accept), S("\r\n"), STR_NONE);
	k->requests = ARENA_ARRAY(a, struct str, PATHS_MOST);
	k->in_turn = real(w, "in_turn", 0, 1) > 0;
	all = word(w, "paths", NULL) ? file_map(word(w, "paths", NULL)) : str_of(word(w, "path", NULL));
	while (all.p && k->n < PATHS_MOST && str_next(&all, '\n', &line))
		path_add(k, a, line, more, cookies);
	if (k->n == 0)
		fprintf(stderr, "load: no paths to ask for\n");
	return k->n > 0;
}

static int do_get(const struct words *w, struct arena *a)
{
	struct asking      k = { 0 };
	struct wire        wire = wire_of(w);
	struct wire_result r;
	struct disturbance d;

	if (!asking_begin(&k, w, a))
		return 2;
	wire.next = ask_next;
	wire.arg = &k;
	if (!wire_watch(w, &wire, a, &r, &d))
		return nobody(&wire);
	result_print(w, &wire, &r, d);
	putchar('\n');
	return 0;
}

/* ---- submit ---- */

static int do_submit(const struct words *w, struct arena *a)
{
	struct wire        wire = wire_of(w);
	const char        *log = word(w, "log", NULL), *places = word(w, "places", NULL);
	struct submitter   s = { .port = wire.port, .mark = str_of(word(w, "mark", "")), .log = -1 };
	struct wire_result r;
	struct disturbance d;
	bool               good;

	if (log && (s.log = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600)) < 0) {
		perror(log);
		return 1;
	}
	if (!submitter_begin(&s, word(w, "data", "data"), places ? file_map(places) : STR_NONE, a, wire.connections))
		return 1;
	wire.next = submit_next;
	wire.heard = submit_heard;
	wire.arg = &s;
	good = wire_watch(w, &wire, a, &r, &d);
	if (good) {
		result_print(w, &wire, &r, d);
		printf(" sent=%llu acknowledged=%llu marked=%llu refusals=%llu last_refusal=%d ack_gap_us=%lld\n",
		       (unsigned long long)s.sent, (unsigned long long)s.acknowledged, (unsigned long long)s.marked,
		       (unsigned long long)s.refused, s.last_refusal, (long long)s.gap_us);
	}
	submitter_end(&s, wire.connections);
	return good ? 0 : nobody(&wire);
}

/* ---- the disk alone ---- */

static int do_disk(const struct words *w, struct arena *a)
{
	struct str name = str_join(a, str_of(word(w, "dir", ".")), S("/disk.tmp"), STR_NONE);
	char       page[4096];
	int64_t    until, began = tick_us(), n = 0;
	int        fd = open(str_z(a, name), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);

	if (fd < 0) {
		perror(str_z(a, name));
		return 1;
	}
	random_bytes(page, sizeof(page));
	until = began + (int64_t)(real(w, "seconds", 5, 60) * 1e6);
	while (tick_us() < until && write(fd, page, sizeof(page)) == (ssize_t)sizeof(page) && fdatasync(fd) == 0)
		n++;
	printf("name=disk syncs=%lld per_s=%.0f\n", (long long)n, (double)n * 1e6 / (double)(tick_us() - began));
	close(fd);
	unlink(str_z(a, name));
	return 0;
}

/* ---- waiting for the first answer ---- */

static int do_ready(const struct words *w, struct arena *a)
{
	int             port = (int)real(w, "port", 8080, 65535);
	const char     *since = word(w, "since", NULL);
	int64_t         began = tick_us(), limit = (int64_t)real(w, "limit", 10000, 600000) * 1000, took;
	struct timespec now, nap = { 0, 500 * 1000 };
	struct answer   got;

	while (!wire_ask(port, a, wire_get(a, S("/healthz"), S("")), &got) || got.status != 200) {
		if (tick_us() - began > limit) {
			fprintf(stderr, "load: not ready on port %d\n", port);
			return 1;
		}
		nanosleep(&nap, NULL);
		arena_reset(a);
	}
	took = tick_us() - began;
	if (since) {
		clock_gettime(CLOCK_REALTIME, &now);
		took = ((int64_t)now.tv_sec * 1000000000 + now.tv_nsec - strtoll(since, NULL, 10)) / 1000;
	}
	printf("name=ready us=%lld\n", (long long)took);
	return 0;
}

static int do_size(const struct words *w, struct arena *a)
{
	const char   *accept = word(w, "accept", NULL), *path = word(w, "path", "/");
	struct str    more = accept ? str_join(a, S("Accept-Encoding: "), str_of(accept), S("\r\n"), STR_NONE) : S("");
	struct answer got;

	if (!wire_ask((int)real(w, "port", 8080, 65535), a, wire_get(a, str_of(path), more), &got))
		return 1;
	printf("name=size path=%s status=%d head=%zu body=%zu\n", path, got.status, got.head.n, got.body.n);
	return got.status == 200 ? 0 : 1;
}

/* ---- connections that only stand there ---- */

#define HELLO "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
#define DRIP "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "

/* What such a connection sends, round after round. */
static void hold_say(int fd, const char *kind, int64_t round)
{
	if (strcmp(kind, "drip") == 0)
		(void)!send(fd, round == 0 ? DRIP : "a", round == 0 ? sizeof(DRIP) - 1 : 1, MSG_NOSIGNAL | MSG_DONTWAIT);
	else if (strcmp(kind, "idle") == 0 && round == 0)
		(void)!send(fd, HELLO, sizeof(HELLO) - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* Whether the other end has closed it; reads away what came. */
static bool hold_ended(int fd)
{
	char    piece[2048];
	ssize_t n;

	while ((n = recv(fd, piece, sizeof(piece), MSG_DONTWAIT)) > 0)
		;
	return n == 0 || (errno != EAGAIN && errno != EINTR);
}

static int do_hold(const struct words *w, struct arena *a)
{
	size_t          n = (size_t)real(w, "conns", 512, WIRE_CONNECTIONS), reopened = 0, alive = 0;
	int             port = (int)real(w, "port", 8080, 65535);
	const char     *kind = word(w, "kind", "open");
	int64_t         until = tick_us() + (int64_t)(real(w, "seconds", 10, WIRE_SECONDS) * 1e6);
	struct timespec nap = { 0, 5 * 1000 * 1000 };
	size_t          at = 0, step = n / 40 + 1;
	sigset_t        stop;
	int            *fds = ARENA_ARRAY(a, int, n);
	int64_t        *rounds = ARENA_ARRAY(a, int64_t, n);

	sigemptyset(&stop);
	sigaddset(&stop, SIGTERM);
	sigprocmask(SIG_BLOCK, &stop, NULL);
	for (size_t i = 0; i < n; i++)
		fds[i] = -1;
	/*
	 * Each has its turn every 200 ms, some at a time: people far apart do not speak in one instant.
	 * A connection the server has given up is opened again: the pressure stays.
	 */
	while (tick_us() < until) {
		for (size_t turn = 0; turn < step; turn++, at = (at + 1) % n) {
			if (fds[at] >= 0 && hold_ended(fds[at])) {
				close(fds[at]);
				fds[at] = -1;
				reopened++;
			}
			if (fds[at] < 0) {
				fds[at] = wire_dial(port);
				rounds[at] = 0;
			}
			if (fds[at] >= 0)
				hold_say(fds[at], kind, rounds[at]++);
		}
		/* Whoever asked for the crowd may send it home early. */
		if (sigtimedwait(&stop, NULL, &nap) == SIGTERM)
			break;
	}
	for (size_t i = 0; i < n; i++)
		alive += fds[i] >= 0;
	printf("name=hold kind=%s conns=%zu alive=%zu reopened=%zu\n", kind, n, alive, reopened);
	return 0;
}

static int do_verify(const struct words *w, struct arena *a)
{
	(void)a;
	return submit_verify((int)real(w, "port", 8080, 65535), word(w, "data", "data"), word(w, "log", "log"),
	                     word(w, "before", NULL) ? (int64_t)real(w, "before", 0, 1e12) : -1, (size_t)real(w, "again", 1e6, 1e6));
}

static int do_count(const struct words *w, struct arena *a)
{
	int64_t n = cases_count(word(w, "data", "data"), a);

	printf("%lld\n", (long long)n);
	return n < 0;
}

static int do_plan(const struct words *w, struct arena *a)
{
	return plan_write(word(w, "data", "data"), word(w, "out", "."), a);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(const struct words *w, struct arena *a);
	} modes[] = {
		{ "get", do_get }, { "submit", do_submit }, { "hold", do_hold }, { "verify", do_verify },
		{ "ready", do_ready }, { "size", do_size }, { "disk", do_disk }, { "count", do_count },
		{ "plan", do_plan },
	};
	struct words  w = { argc - 2, argv + 2 };
	struct arena *a;
	int           status = 2;

	if (crypt_start() != OK)
		return 1;
	a = arena_new(65536);
	for (size_t i = 0; argc > 1 && i < COUNT(modes); i++)
		if (strcmp(argv[1], modes[i].name) == 0) {
			status = modes[i].run(&w, a);
			break;
		}
	if (status == 2)
		fprintf(stderr, "load: see the top of bench/load.c for its words\n");
	arena_free(a);
	return status;
}
