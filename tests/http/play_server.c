#include "play_server.h"

#include <arpa/inet.h>
#include <ftw.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/time.h"

#define START_MS 20000
#define STOP_MS 15000

bool file_read(struct arena *a, const char *path, struct str *out)
{
	struct buf b;
	char       piece[4096];
	size_t     n;
	FILE      *f = fopen(path, "rb");

	if (!f)
		return false;
	buf_init(&b, a, 16 << 20);
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_put(&b, piece, n);
	fclose(f);
	*out = buf_view(&b);
	return !b.full;
}

/* Runs a program with its standard output put into a file; its process. */
static pid_t launch(char *const argv[], const char *out)
{
	pid_t pid = fork();

	if (pid == 0) {
		if (!freopen(out, "w", stdout))
			_exit(126);
		execvp(argv[0], argv);
		_exit(127);
	}
	return pid;
}

static bool finished_well(pid_t pid)
{
	int status;

	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	       WEXITSTATUS(status) == 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static int socket_to(int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
	                          .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int                fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && connect(fd, (struct sockaddr *)(void *)&at, sizeof(at)) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* A port nobody has just now. */
static int port_free(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t          n = sizeof(at);
	int                fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), port = 0;

	if (fd >= 0 && bind(fd, (struct sockaddr *)(void *)&at, sizeof(at)) == 0 &&
	    getsockname(fd, (struct sockaddr *)(void *)&at, &n) == 0)
		port = ntohs(at.sin_port);
	if (fd >= 0)
		close(fd);
	return port;
}

static bool wait_ready(struct play_server *s, int port)
{
	int64_t until = tick_us() + START_MS * 1000LL;

	while (s->pid > 0 && tick_us() < until) {
		int fd = socket_to(port), status;

		if (fd >= 0) {
			close(fd);
			return true;
		}
		if (waitpid(s->pid, &status, WNOHANG) == s->pid) {
			s->pid = 0;
			break;
		}
		usleep(10000);
	}
	return false;
}

/* Serves the folder that is there already. */
static bool serve(struct play_server *s, struct arena *a, const struct str *options, size_t n)
{
	char   *argv[PLAY_ARGS + 10] = { str_z(a, str_of(s->binary)), (char[]){ "serve" },
	                                 (char[]){ "--data" }, s->dir, (char[]){ "--listen" }, s->listen };
	char    option[] = "--db";
	size_t  at = 6;
	int64_t port = 0;

	if (s->db) {
		argv[at++] = option;
		argv[at++] = s->db;
	}
	for (size_t i = 0; i < n && i < PLAY_ARGS; i++)
		argv[at++] = str_z(a, options[i]);
	s->pid = launch(argv, "/dev/null");
	return str_number(str_part(str_of(s->listen), strlen("127.0.0.1:"), 80), 65535, &port) &&
	       wait_ready(s, (int)port);
}

static bool end(struct play_server *s)
{
	int64_t until = tick_us() + STOP_MS * 1000LL;
	int     status = -1;
	bool    ended = false;

	if (s->pid <= 0)
		return false;
	kill(s->pid, SIGTERM);
	while (!(ended = waitpid(s->pid, &status, WNOHANG) == s->pid) && tick_us() < until)
		usleep(5000);
	if (!ended) {
		kill(s->pid, SIGKILL);
		waitpid(s->pid, &status, 0);
	}
	s->pid = 0;
	return ended && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* A database of its own for this transcript, where PLAY_COPY says so. */
static bool database_copy(struct play_server *s, struct arena *a)
{
	char      *script = getenv("PLAY_COPY"), *said;
	struct str url;

	if (!script)
		return true;
	said = str_z(a, str_join(a, str_of(s->dir), S("/url"), STR_NONE));
	s->db_name = str_z(a, str_join(a, S("play_"), str_int(a, getpid()), STR_NONE));
	if (!finished_well(launch((char *[]){ script, (char[]){ "copy" }, s->db_name, NULL }, said)) ||
	    !file_read(a, said, &url))
		return false;
	s->db = str_z(a, str_trim(url));
	return true;
}

static void database_drop(struct play_server *s)
{
	char *script = getenv("PLAY_COPY");

	if (s->db && !finished_well(launch((char *[]){ script, (char[]){ "drop" }, s->db_name, NULL },
	                                   "/dev/null")))
		fprintf(stderr, "play: the database %s is still there\n", s->db_name);
	s->db = NULL;
}

bool play_server_start(struct play_server *s, struct arena *a, const char *binary,
                       const char *folder)
{
	const char *tmp = getenv("TMPDIR");
	char *top = str_z(
	        a, str_join(a, str_of(tmp ? tmp : "/tmp"), S("/lianxin-play-XXXXXX"), STR_NONE));
	char *from = str_z(a, str_join(a, str_of(folder), S("/."), STR_NONE));
	int   port = port_free();

	if (!port || !mkdtemp(top))
		return false;
	s->binary = binary;
	s->dir = top;
	s->listen = str_z(a, str_join(a, S("127.0.0.1:"), str_int(a, port), STR_NONE));
	s->url = str_join(a, S("http://"), str_of(s->listen), STR_NONE);
	if (finished_well(launch((char *[]){ (char[]){ "cp" }, (char[]){ "-a" }, from, top, NULL },
	                         "/dev/null")) &&
	    database_copy(s, a) && serve(s, a, NULL, 0))
		return true;
	play_server_stop(s);
	return false;
}

bool play_server_again(struct play_server *s, struct arena *a, const struct str *options, size_t n)
{
	return end(s) && serve(s, a, options, n);
}

bool play_server_user(struct play_server *s, struct arena *a, const struct str *words, size_t n,
                      struct str *out)
{
	char  *argv[PLAY_ARGS + 8] = { str_z(a, str_of(s->binary)), (char[]){ "user" },
	                               (char[]){ "--data" }, s->dir };
	char  *said = str_z(a, str_join(a, str_of(s->dir), S("/said"), STR_NONE));
	char   option[] = "--db";
	size_t at = 4;
	bool   good;

	if (s->db) {
		argv[at++] = option;
		argv[at++] = s->db;
	}
	for (size_t i = 0; i < n && i < PLAY_ARGS; i++)
		argv[at++] = str_z(a, words[i]);
	good = end(s) && finished_well(launch(argv, said)) && file_read(a, said, out);
	unlink(said);
	return serve(s, a, NULL, 0) && good;
}

bool play_server_stop(struct play_server *s)
{
	bool well = end(s);

	database_drop(s);
	if (s->dir)
		nftw(s->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	s->dir = NULL;
	return well;
}
