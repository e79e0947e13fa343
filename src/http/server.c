#include "http/server.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "http/loop.h"

#define BACKLOG 1024
#define FILES_KEPT 48            /* descriptors for the database, the search index and sheets */
#define LINKS_MAX 4096

static enum err refuse(struct arena *a, struct str *why, struct str listen, const char *what)
{
	*why = str_join(a, S("cannot listen on "), listen, S(": "), str_of(what), STR_NONE);
	return ERR_FAULT;
}

static const char *listen_words(int error)
{
	switch (error) {
	case EADDRINUSE:
		return "another program has this address; stop it, or choose another with --listen "
		       "ADDR:PORT";
	case EACCES:
		return "not allowed; choose a port above 1023 or a folder you may write in";
	case EADDRNOTAVAIL:
		return "this machine does not have that address; use 127.0.0.1 or one of its own";
	default:
		return "the system refused it; choose another with --listen ADDR:PORT";
	}
}

static enum err unix_listen(struct server *s, struct str path, struct str listen_text,
                            struct arena *a, struct str *why)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	struct stat        st;

	if (path.n == 0 || path.n >= sizeof(at.sun_path))
		return refuse(a, why, listen_text, "the path is empty or longer than 107 bytes");
	memcpy(at.sun_path, path.p, path.n);
	s->unix_path = str_z(a, path);
	/* Left behind by a process that was killed; only a socket is ever removed. */
	if (stat(s->unix_path, &st) == 0 && S_ISSOCK(st.st_mode))
		unlink(s->unix_path);
	s->listen = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (s->listen < 0 || bind(s->listen, (struct sockaddr *)(void *)&at, sizeof(at)) ||
	    listen(s->listen, BACKLOG))
		return refuse(a, why, listen_text, listen_words(errno));
	return OK;
}

static enum err inet_listen(struct server *s, struct str text, struct arena *a, struct str *why)
{
	struct addrinfo  hints = { .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV,
	                           .ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	struct str       host = text;
	size_t           colon = text.n;
	int64_t          port;
	int              on = 1;

	while (colon > 0 && text.p[colon - 1] != ':')
		colon--;
	if (colon < 2 || !str_number(str_part(text, colon, text.n), 65535, &port))
		return refuse(a, why, text, "write it as ADDRESS:PORT, for example 127.0.0.1:8080");
	host.n = colon - 1;
	if (host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
		host = str_part(host, 1, host.n - 2);
	if (getaddrinfo(str_z(a, host), str_z(a, str_part(text, colon, text.n)), &hints, &found))
		return refuse(a, why, text, "write it as ADDRESS:PORT, for example 127.0.0.1:8080");
	s->listen = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (s->listen >= 0) {
		setsockopt(s->listen, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
		setsockopt(s->listen, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	}
	if (s->listen < 0 || bind(s->listen, found->ai_addr, found->ai_addrlen) ||
	    listen(s->listen, BACKLOG)) {
		freeaddrinfo(found);
		return refuse(a, why, text, listen_words(errno));
	}
	freeaddrinfo(found);
	return OK;
}

static int port_of(int fd)
{
	struct sockaddr_storage at;
	socklen_t               n = sizeof(at);

	if (getsockname(fd, (struct sockaddr *)(void *)&at, &n))
		return 0;
	if (at.ss_family == AF_INET)
		return ntohs(((struct sockaddr_in *)(void *)&at)->sin_port);
	if (at.ss_family == AF_INET6)
		return ntohs(((struct sockaddr_in6 *)(void *)&at)->sin6_port);
	return 0;
}

/* As many connections as the descriptors allow, with some kept for everything else. */
static size_t links_allowed(void)
{
	struct rlimit r;
	size_t        n;

	if (getrlimit(RLIMIT_NOFILE, &r))
		return 256;
	if (r.rlim_cur < r.rlim_max) {
		r.rlim_cur = r.rlim_max < 65536 ? r.rlim_max : 65536;
		if (setrlimit(RLIMIT_NOFILE, &r) && getrlimit(RLIMIT_NOFILE, &r))
			return 256;
	}
	n = (size_t)r.rlim_cur;
	n = n > 2 * FILES_KEPT ? n - FILES_KEPT : n / 2;
	return n < LINKS_MAX ? n : LINKS_MAX;
}

static int loops_of(const struct house *h)
{
	long n = h->set.loops > 0 ? h->set.loops : sysconf(_SC_NPROCESSORS_ONLN);

	if (h->set.loops <= 0 && n > 4)
		n = 4;
	return n < 1 ? 1 : n > LOOPS_MAX ? LOOPS_MAX : (int)n;
}

enum err server_start(const struct house *house, const char *listen, struct arena *a,
                      struct server **out, struct str *why)
{
	struct server *s = ARENA_NEW(a, struct server);
	struct str     text = str_of(listen);
	size_t         links;
	enum err       e;

	if (!house->limits || !house->lane || !house->routes || !house->keys) {
		*why = S("serve needs routes, limits, keys and a writer; this is a fault of the "
		         "program");
		return ERR_FAULT;
	}
	/* A client that hangs up while we write is an ordinary error, not a signal. */
	signal(SIGPIPE, SIG_IGN);
	s->place.house = house;
	/* All of a proxy's connections come from the proxy; it counts those of its own clients. */
	s->crowd = crowd_new(a, house->set.behind_proxy ? 0 : house->set.connect_per_address);
	s->listen = -1;
	e = str_starts(text, S("unix:")) ? unix_listen(s, str_part(text, 5, text.n), text, a, why)
	                                 : inet_listen(s, text, a, why);
	if (!e)
		e = pool_start(house, a, &s->place.pool, why);
	links = links_allowed();
	for (int n = loops_of(house); !e && s->n < n; s->n++)
		if ((e = loop_start(&s->loops[s->n], s, links / (size_t)n, a, why)))
			loop_stop(&s->loops[s->n]);
	if (e) {
		server_stop(s);
		return e;
	}
	s->port = port_of(s->listen);
	atomic_store(&s->open, true);
	for (int i = 0; i < s->n; i++)
		loop_ring(&s->loops[i]);
	*out = s;
	return OK;
}

void server_leave(struct server *s)
{
	atomic_store(&s->place.leaving, true);
}

bool req_leaving(const struct req *r)
{
	return atomic_load(&exchange_in(r)->place->leaving);
}

void server_stop(struct server *s)
{
	atomic_store(&s->open, false);
	atomic_store(&s->stopping, true);
	for (int i = 0; i < s->n; i++)
		loop_ring(&s->loops[i]);
	for (int i = 0; i < s->n; i++)
		loop_stop(&s->loops[i]);
	for (int i = 0; i < LOOPS_MAX; i++) {
		kept_free(s->loops[i].kept);
		s->loops[i].kept = NULL;
	}
	if (s->place.pool)
		pool_stop(s->place.pool);
	if (s->listen >= 0)
		close(s->listen);
	s->listen = -1;
	if (s->unix_path)
		unlink(s->unix_path);
	s->n = 0;
}

int server_port(const struct server *s)
{
	return s->port;
}

void server_metrics(const struct server *s, struct buf *out)
{
	figures_print(&s->place, out);
}
