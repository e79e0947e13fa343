#include "base/arena.h"

#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/tap.h"

static char digits[] = "12345";
static char order[16];
static size_t order_n;

static void note(void *arg)
{
	order[order_n++] = *(const char *)arg;
}

struct again {
	struct arena *a;
	int           left;
};

static void defer_again(void *arg)
{
	struct again *g = arg;

	order[order_n++] = 'r';
	if (g->left-- > 0)
		arena_defer(g->a, defer_again, g);
}

static void test_allocations(void)
{
	static const size_t sizes[] = { 0, 1, 15, 16, 17, 100, 500, 511, 512, 513, 5000, 70000 };
	struct arena *a = arena_new(1024);
	char         *p[COUNT(sizes)];
	bool          aligned = true, kept = true;
	size_t        sum = 0;

	for (size_t i = 0; i < COUNT(sizes); i++) {
		p[i] = arena_alloc(a, sizes[i]);
		aligned = aligned && (uintptr_t)p[i] % 16 == 0;
		memset(p[i], (int)i + 1, sizes[i]);
		sum += sizes[i];
	}
	for (size_t i = 0; i < COUNT(sizes); i++)
		for (size_t k = 0; k < sizes[i]; k++)
			kept = kept && p[i][k] == (char)(i + 1);
	tap_ok(aligned, "every allocation is aligned for any type");
	tap_ok(kept, "no allocation overlaps another");
	tap_ok(arena_used(a) == sum, "used counts the bytes handed out");
	arena_reset(a);
	tap_ok(arena_used(a) == 0, "a reset forgets them");
	p[0] = arena_alloc(a, 64);
	memset(p[0], 0xFF, 64);
	arena_reset(a);
	p[1] = arena_zalloc(a, 64);
	tap_ok(p[0] == p[1], "the first block is used again after a reset");
	tap_ok(p[1][0] == 0 && memcmp(p[1], p[1] + 1, 63) == 0,
	       "zalloc clears what was used before");
	p[2] = arena_copy(a, "abc", 3);
	tap_ok(memcmp(p[2], "abc", 4) == 0, "a copy ends with a NUL");
	tap_ok(*(char *)arena_copy(a, NULL, 0) == '\0', "nothing can be copied");
	arena_free(a);
	arena_free(NULL);
}

static void test_small_pieces(void)
{
	struct arena *a = arena_new(0);
	int         **p = arena_array(a, 10000, sizeof(*p));
	bool          good = true;

	for (int i = 0; i < 10000; i++) {
		p[i] = ARENA_NEW(a, int);
		*p[i] = i;
	}
	for (int i = 0; i < 10000; i++)
		good = good && *p[i] == i;
	tap_ok(good, "ten thousand small pieces keep what was put in them");
	arena_free(a);
}

static void test_defer(void)
{
	struct arena *a = arena_new(256);
	struct again  g = { a, 2 };

	arena_defer(a, note, digits + 0);
	(void)arena_alloc(a, 10000);
	arena_defer(a, note, digits + 1);
	arena_defer(a, note, digits + 2);
	arena_reset(a);
	tap_ok(order_n == 3 && memcmp(order, "321", 3) == 0, "clean-ups run last-in first-out");
	arena_reset(a);
	tap_ok(order_n == 3, "and only once");
	arena_defer(a, note, digits + 3);
	arena_defer(a, defer_again, &g);
	arena_free(a);
	tap_ok(order_n == 7 && memcmp(order + 3, "rrr4", 4) == 0,
	       "a clean-up may register another, which runs too");
}

/* How a child ends that asks for the impossible. */
static int signal_of(void (*ask)(struct arena *))
{
	int   status = 0;
	pid_t child = fork();

	if (child == 0) {
		close(STDERR_FILENO);
		ask(arena_new(256));
		_exit(0);
	}
	waitpid(child, &status, 0);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void ask_product(struct arena *a)
{
	volatile size_t n = SIZE_MAX / 2;

	(void)arena_array(a, n, 3);
}

static void ask_sum(struct arena *a)
{
	volatile size_t n = SIZE_MAX - 3;

	(void)arena_alloc(a, n);
}

static void ask_copy(struct arena *a)
{
	volatile size_t n = SIZE_MAX;

	(void)arena_copy(a, "", n);
}

static void test_overflow(void)
{
	tap_ok(signal_of(ask_product) == 6, "a product that overflows stops the program");
	tap_ok(signal_of(ask_sum) == 6, "a size that overflows stops the program");
	tap_ok(signal_of(ask_copy) == 6, "a copy of everything stops the program");
}

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>

static void test_poison(void)
{
	struct arena *a = arena_new(1024);
	char         *p = arena_alloc(a, 20);
	char         *q = arena_alloc(a, 20);

	tap_ok(!__asan_region_is_poisoned(p, 20), "what was handed out may be used");
	tap_ok(__asan_address_is_poisoned(p + 20), "one byte more may not");
	tap_ok(__asan_address_is_poisoned(q - 1), "nor the one before");
	arena_reset(a);
	tap_ok(__asan_address_is_poisoned(p), "nor anything after a reset");
	arena_free(a);
}
#else
static void test_poison(void)
{
}
#endif

int main(void)
{
	char *p = base_alloc(0);

	tap_ok(p != NULL, "base_alloc gives an address for nothing too");
	p = base_realloc(p, 100);
	p[99] = 'x';
	base_free(p);
	test_allocations();
	test_small_pieces();
	test_defer();
	test_overflow();
	test_poison();
	return tap_done();
}
