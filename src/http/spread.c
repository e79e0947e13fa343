/*
 * spread: new connections, each to the loop that has fewest.
 *
 * Left to themselves, whoever wakes first takes all that wait, and a proxy's
 * few lasting connections may end on one loop while the others sleep. So a loop
 * only lets in; the daemon of the loop with most room takes over, in its own
 * thread. A loop counts a connection from the moment it is given to it.
 */
#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/loop.h"

#define AT_ONCE 64               /* let in before others are served again */
#define DEAF_MS 200              /* after the system had no descriptor or memory for one more */

/* Takes a place in the loop with fewest connections; NULL: no loop has one. */
static struct loop *place_take(struct loop *mine)
{
	struct server *s = mine->server;
	struct loop   *best = mine;

	for (int i = 0; i < s->n; i++)
		if (atomic_load(&s->loops[i].links) < atomic_load(&best->links))
			best = &s->loops[i];
	if (atomic_fetch_add(&best->links, 1) < best->links_max)
		return best;
	atomic_fetch_sub(&best->links, 1);
	return NULL;
}

static void watch(struct loop *l, bool on)
{
	struct epoll_event ev = { .events = EPOLLIN | EPOLLEXCLUSIVE, .data.fd = l->server->listen };

	if (epoll_ctl(l->epoll, on ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, l->server->listen, &ev) == 0)
		l->listens = on;
}

/* The daemon closes what it does not take; its place is given back unless it had begun and ended. */
static void take_over(struct loop *l, int fd)
{
	struct sockaddr_storage at;
	struct sockaddr        *to = (struct sockaddr *)(void *)&at;
	socklen_t               n = sizeof(at);
	size_t                  begun = l->begun;

	if (getpeername(fd, to, &n)) {
		close(fd);               /* it has gone already */
		atomic_fetch_sub(&l->links, 1);
	} else if (MHD_add_connection(l->daemon, fd, to, n) != MHD_YES && l->begun == begun) {
		atomic_fetch_sub(&l->links, 1);
	}
}

static bool hand_over(struct loop *to, int fd)
{
	bool room;

	pthread_mutex_lock(&to->lock);
	room = to->n_given < GIVEN;
	if (room)
		to->given[to->n_given++] = fd;
	pthread_mutex_unlock(&to->lock);
	if (room)
		loop_ring(to);
	return room;
}

static void let_in(struct loop *l)
{
	for (int i = 0; i < AT_ONCE; i++) {
		struct loop *to = place_take(l);
		int          fd;

		if (!to) {
			watch(l, false);     /* those who knock wait until somebody has gone */
			return;
		}
		fd = accept4(l->server->listen, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd < 0) {
			atomic_fetch_sub(&to->links, 1);
			if (errno == ECONNABORTED || errno == EINTR)
				continue;
			if (errno != EAGAIN) {
				l->deaf_until_us = tick_us() + DEAF_MS * 1000;
				watch(l, false);
			}
			return;
		}
		if (to == l) {
			take_over(l, fd);
		} else if (!hand_over(to, fd)) {
			atomic_fetch_sub(&to->links, 1);
			atomic_fetch_add(&l->links, 1);
			take_over(l, fd);
		}
	}
}

static void given_take(struct loop *l)
{
	int    fds[GIVEN];
	size_t n;

	pthread_mutex_lock(&l->lock);
	n = l->n_given;
	memcpy(fds, l->given, n * sizeof(*fds));
	l->n_given = 0;
	pthread_mutex_unlock(&l->lock);
	for (size_t i = 0; i < n; i++)
		take_over(l, fds[i]);
}

void spread_mind(struct loop *l, bool knocked)
{
	bool open = atomic_load(&l->server->open);

	given_take(l);
	if (l->listens && !open)
		watch(l, false);
	else if (!l->listens && open && atomic_load(&l->links) < l->links_max &&
	         tick_us() >= l->deaf_until_us)
		watch(l, true);
	else if (l->listens && knocked)
		let_in(l);
}

void spread_end(struct loop *l)
{
	for (size_t i = 0; i < l->n_given; i++)
		close(l->given[i]);
	l->n_given = 0;
}
