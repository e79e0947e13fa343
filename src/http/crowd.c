#include "http/crowd.h"

#include <netinet/in.h>
#include <string.h>

#include "base/crypt.h"

#define COUNTERS 65536

struct crowd {
	int           most;
	unsigned char key[16];
	atomic_int    n[COUNTERS];
};

struct crowd *crowd_new(struct arena *a, int most)
{
	struct crowd *c = ARENA_NEW(a, struct crowd);

	c->most = most;
	random_bytes(c->key, sizeof(c->key));
	return c;
}

/* The bytes that stand for one household; how many. */
static size_t household(const struct sockaddr *at, const unsigned char **bytes)
{
	const struct in6_addr *six = &((const struct sockaddr_in6 *)(const void *)at)->sin6_addr;

	if (at->sa_family == AF_INET) {
		*bytes = (const unsigned char *)&((const struct sockaddr_in *)(const void *)at)->sin_addr;
		return 4;
	}
	if (at->sa_family != AF_INET6)
		return 0;
	if (IN6_IS_ADDR_V4MAPPED(six)) {
		*bytes = six->s6_addr + 12;
		return 4;
	}
	*bytes = six->s6_addr;
	return 8;
}

atomic_int *crowd_of(struct crowd *c, const struct sockaddr *at)
{
	unsigned char        text[sizeof(c->key) + 8], hash[HASH_BYTES];
	const unsigned char *bytes = NULL;
	size_t               bytes_n = c->most > 0 && at ? household(at, &bytes) : 0;

	if (!bytes_n)
		return NULL;
	memcpy(text, c->key, sizeof(c->key));
	memcpy(text + sizeof(c->key), bytes, bytes_n);
	hash_sha256(text, sizeof(c->key) + bytes_n, hash);
	return &c->n[(hash[0] << 8 | hash[1]) % COUNTERS];
}

bool crowd_admits(const struct crowd *c, const atomic_int *counter)
{
	return !counter || atomic_load_explicit(counter, memory_order_relaxed) < c->most;
}
