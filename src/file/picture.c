/* The server's side: starts the process, feeds it, reads what it says, and does not wait for ever. */
#include "file/picture.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/time.h"

#define WAIT_MS 20000            /* of a machine that is busy with other things */
#define HEAD 5

struct child {
	pid_t pid;
	int   in, out;           /* our ends */
};

static bool child_spawn(struct child *c, const int in[2], const int out[2])
{
	char                        name[] = "lianxin", word[] = "picture";
	char                       *const argv[] = { name, word, NULL }, *const empty[] = { NULL };
	posix_spawn_file_actions_t  fa;
	posix_spawnattr_t           at;
	sigset_t                    none, all;
	bool                        good;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&fa);
	posix_spawnattr_init(&at);
	good = !posix_spawn_file_actions_adddup2(&fa, in[0], 0) &&
	       !posix_spawn_file_actions_adddup2(&fa, out[1], 1) &&
	       !posix_spawn_file_actions_addopen(&fa, 2, "/dev/null", O_WRONLY, 0) &&
	       !posix_spawn_file_actions_addclosefrom_np(&fa, 3) &&
	       !posix_spawnattr_setsigmask(&at, &none) && !posix_spawnattr_setsigdefault(&at, &all) &&
	       !posix_spawnattr_setflags(&at, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) &&
	       !posix_spawn(&c->pid, "/proc/self/exe", &fa, &at, argv, empty);
	posix_spawnattr_destroy(&at);
	posix_spawn_file_actions_destroy(&fa);
	return good;
}

static enum err child_start(struct child *c)
{
	int  in[2], out[2];
	bool good;

	if (pipe2(in, O_CLOEXEC))
		return ERR_BUSY;
	if (pipe2(out, O_CLOEXEC)) {
		close(in[0]);
		close(in[1]);
		return ERR_BUSY;
	}
	good = child_spawn(c, in, out);
	close(in[0]);
	close(out[1]);
	c->in = in[1];
	c->out = out[0];
	if (good && fcntl(c->in, F_SETFL, O_NONBLOCK) == 0 && fcntl(c->out, F_SETFL, O_NONBLOCK) == 0)
		return OK;
	log_error("file", "the process for pictures did not start: %s", strerrordesc_np(errno));
	close(c->in);
	close(c->out);
	if (good) {
		kill(c->pid, SIGKILL);
		waitpid(c->pid, NULL, 0);
	}
	return ERR_BUSY;
}

/* Writes what the pipe takes; closes it when all is written or nobody reads. */
static void feed(struct child *c, struct str *bytes)
{
	ssize_t n = bytes->n ? write(c->in, bytes->p, bytes->n) : 0;

	if (n > 0)
		*bytes = str_part(*bytes, (size_t)n, bytes->n);
	if (bytes->n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
		close(c->in);
		c->in = -1;
	}
}

/* False when the other end is closed, or says more than two pictures can be. */
static bool hear(struct child *c, struct buf *said)
{
	char    some[65536];
	ssize_t n = read(c->out, some, sizeof(some));

	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	buf_put(said, some, (size_t)n);
	return n > 0 && !said->full;
}

static bool talk(struct child *c, struct str bytes, struct buf *said)
{
	int64_t end = tick_us() / 1000 + WAIT_MS;

	for (;;) {
		struct pollfd p[2] = { { c->out, POLLIN, 0 }, { c->in, POLLOUT, 0 } };
		int64_t       left = end - tick_us() / 1000;

		if (left <= 0)
			return false;
		if (poll(p, c->in >= 0 ? 2 : 1, (int)left) < 0 && errno != EINTR)
			return false;
		if (c->in >= 0 && p[1].revents)
			feed(c, &bytes);
		if (p[0].revents && !hear(c, said))
			return !said->full;
	}
}

static bool answer_read(struct str said, struct picture *out)
{
	uint32_t head[HEAD];

	if (said.n < sizeof(head))
		return false;
	memcpy(head, said.p, sizeof(head));
	said = str_part(said, sizeof(head), said.n);
	if (head[0] != 1 || head[1] == 0 || head[1] > PICTURE_LARGE || head[2] == 0 ||
	    head[2] > PICTURE_LARGE || (uint64_t)head[3] + head[4] != said.n || !head[3] || !head[4])
		return false;
	*out = (struct picture){ .large = str_part(said, 0, head[3]),
	                         .small = str_part(said, head[3], head[4]),
	                         .width = head[1], .height = head[2] };
	/* Even what that process says is looked at: it may not have been ours any more. */
	return str_starts(out->large, S("\xFF\xD8\xFF")) && str_starts(out->small, S("\xFF\xD8\xFF"));
}

enum err picture_make(struct arena *a, struct str bytes, struct picture *out)
{
	struct child c;
	struct buf   said;
	bool         heard;
	int          status = 0;
	enum err     e = child_start(&c);

	if (e)
		return e;
	buf_init(&said, a, PICTURE_OUT_MAX);
	heard = talk(&c, bytes, &said);
	if (c.in >= 0)
		close(c.in);
	close(c.out);
	kill(c.pid, SIGKILL);
	while (waitpid(c.pid, &status, 0) < 0 && errno == EINTR)
		;
	return heard && answer_read(buf_view(&said), out) ? OK : ERR_INPUT;
}
