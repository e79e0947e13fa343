#include "base/fiber.h"

#include <stdint.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"

#define STACK_BYTES (256 * 1024)

/* The sanitizers must be told whose stack it is. */
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#define LEAVE(to, bottom, n) __sanitizer_start_switch_fiber((to), (bottom), (n))
#define ARRIVE(from, bottom, n) __sanitizer_finish_switch_fiber((from), (bottom), (n))
#else
#define LEAVE(to, bottom, n) ((void)(to), (void)(bottom), (void)(n))
#define ARRIVE(from, bottom, n) ((void)(from), (void)(bottom), (void)(n))
#endif
#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#define WATCH(whose) __tsan_switch_to_fiber((whose), 0)
#else
#define WATCH(whose) ((void)(whose))
#endif

struct fiber {
	ucontext_t  own, back;
	void      (*fn)(void *arg);
	void       *arg;
	char       *stack;              /* the lowest page is never touched */
	size_t      page;
	bool        begun, ended;
	const void *back_bottom;        /* the stack of whoever let it go on */
	size_t      back_bytes;
	void       *fake, *back_fake;   /* ASan's own notes on the two stacks */
	void       *watched, *back_watched;      /* TSan's */
};

struct fiber *fiber_new(void)
{
	struct fiber *f = base_alloc(sizeof(*f));

	*f = (struct fiber){ .page = (size_t)sysconf(_SC_PAGESIZE), .ended = true };
	f->stack = mmap(NULL, STACK_BYTES + f->page, PROT_READ | PROT_WRITE,
	                MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
	if (f->stack == MAP_FAILED || mprotect(f->stack, f->page, PROT_NONE)) {
		log_error("base", "no memory for a stack");
		abort();
	}
#if defined(__SANITIZE_THREAD__)
	f->watched = __tsan_create_fiber(0);
#endif
	return f;
}

void fiber_free(struct fiber *f)
{
#if defined(__SANITIZE_THREAD__)
	__tsan_destroy_fiber(f->watched);
#endif
	munmap(f->stack, STACK_BYTES + f->page);
	base_free(f);
}

void fiber_set(struct fiber *f, void (*fn)(void *arg), void *arg)
{
	f->fn = fn;
	f->arg = arg;
	f->begun = f->ended = false;
}

/* makecontext() hands over ints only. TSan would see it begin in one fiber and end in another. */
__attribute__((no_sanitize_thread)) static void main_of(unsigned high, unsigned low)
{
	struct fiber *f = (struct fiber *)((uintptr_t)high << 32 | (uintptr_t)low);

	ARRIVE(NULL, &f->back_bottom, &f->back_bytes);
	f->fn(f->arg);
	f->ended = true;
	/* Its stack is done with; the context leads back by itself. */
	LEAVE(NULL, f->back_bottom, f->back_bytes);
	WATCH(f->back_watched);
}

static void begin(struct fiber *f)
{
	const uint64_t at = (uintptr_t)f;

	getcontext(&f->own);
	f->own.uc_stack.ss_sp = f->stack + f->page;
	f->own.uc_stack.ss_size = STACK_BYTES;
	f->own.uc_link = &f->back;
	makecontext(&f->own, (void (*)(void))(uintptr_t)main_of, 2, (unsigned)(at >> 32), (unsigned)at);
	f->begun = true;
}

bool fiber_go(struct fiber *f)
{
	if (!f->begun)
		begin(f);
#if defined(__SANITIZE_THREAD__)
	f->back_watched = __tsan_get_current_fiber();
#endif
	LEAVE(&f->back_fake, f->stack + f->page, STACK_BYTES);
	WATCH(f->watched);
	swapcontext(&f->back, &f->own);
	ARRIVE(f->back_fake, NULL, NULL);
	return !f->ended;
}

void fiber_pause(struct fiber *f)
{
	LEAVE(&f->fake, f->back_bottom, f->back_bytes);
	WATCH(f->back_watched);
	swapcontext(&f->own, &f->back);
	ARRIVE(f->fake, &f->back_bottom, &f->back_bytes);
}
