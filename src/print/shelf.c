/* Sheets drawn lately, and the gate before drawing. */
#include <pthread.h>

#include "print/print_private.h"

#define KEPT       64
#define KEPT_BYTES (8 * 1024 * 1024)
#define DRAWING    2
#define WAITING    16

struct print_kept {
	unsigned char key[HASH_BYTES];
	char         *bytes;
	size_t        n;
	uint64_t      used;             /* when, in answers of this shelf */
};

struct print_shelf {
	pthread_mutex_t lock;
	pthread_cond_t  free;
	struct print_kept     kept[KEPT];
	size_t          bytes;
	uint64_t        clock;
	int             drawing, waiting;
};

static void kept_drop(struct print_shelf *s, struct print_kept *k)
{
	s->bytes -= k->n;
	base_free(k->bytes);
	*k = (struct print_kept){ 0 };
}

static void shelf_end(void *arg)
{
	struct print_shelf *s = arg;

	for (size_t i = 0; i < KEPT; i++)
		kept_drop(s, &s->kept[i]);
	pthread_cond_destroy(&s->free);
	pthread_mutex_destroy(&s->lock);
}

struct print_shelf *print_shelf_new(struct arena *a)
{
	struct print_shelf *s = ARENA_NEW(a, struct print_shelf);

	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->free, NULL);
	arena_defer(a, shelf_end, s);
	return s;
}

bool print_kept_find(struct print_shelf *s, const unsigned char key[HASH_BYTES], struct arena *a, struct str *pdf)
{
	bool found = false;

	pthread_mutex_lock(&s->lock);
	for (size_t i = 0; !found && i < KEPT; i++) {
		struct print_kept *k = &s->kept[i];

		if (k->bytes && memcmp(k->key, key, HASH_BYTES) == 0) {
			k->used = ++s->clock;
			/* A copy: the original may go while this is being sent. */
			*pdf = str_copy(a, (struct str){ k->bytes, k->n });
			found = true;
		}
	}
	pthread_mutex_unlock(&s->lock);
	return found;
}

/* The one used longest ago, an empty one first. */
static struct print_kept *kept_oldest(struct print_shelf *s, bool filled)
{
	struct print_kept *oldest = NULL;

	for (size_t i = 0; i < KEPT; i++)
		if ((!filled || s->kept[i].bytes) && (!oldest || s->kept[i].used < oldest->used))
			oldest = &s->kept[i];
	return oldest;
}

void print_kept_put(struct print_shelf *s, const unsigned char key[HASH_BYTES], struct str pdf)
{
	struct print_kept *k;

	if (pdf.n > KEPT_BYTES / 8)
		return;
	pthread_mutex_lock(&s->lock);
	while (s->bytes + pdf.n > KEPT_BYTES)
		kept_drop(s, kept_oldest(s, true));
	k = kept_oldest(s, false);
	kept_drop(s, k);
	memcpy(k->key, key, HASH_BYTES);
	k->bytes = base_alloc(pdf.n);
	memcpy(k->bytes, pdf.p, pdf.n);
	k->n = pdf.n;
	k->used = ++s->clock;
	s->bytes += pdf.n;
	pthread_mutex_unlock(&s->lock);
}

enum err print_gate_enter(struct print_shelf *s)
{
	enum err e = OK;

	pthread_mutex_lock(&s->lock);
	if (s->drawing == DRAWING && s->waiting == WAITING) {
		e = ERR_BUSY;
	} else {
		s->waiting++;
		while (s->drawing == DRAWING)
			pthread_cond_wait(&s->free, &s->lock);
		s->waiting--;
		s->drawing++;
	}
	pthread_mutex_unlock(&s->lock);
	return e;
}

void print_gate_leave(struct print_shelf *s)
{
	pthread_mutex_lock(&s->lock);
	s->drawing--;
	pthread_cond_signal(&s->free);
	pthread_mutex_unlock(&s->lock);
}
