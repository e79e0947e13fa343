/*
 * lianxin picture: one picture from standard input to standard output.
 *
 * The answer is five numbers (a one, width and height of the large size, the
 * lengths of both) and then both files; or nothing at all.
 */
#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "file/file.h"
#include "file/look.h"
#include "file/picture.h"

#define MEMORY_MAX (512ul * 1024 * 1024)
#define SECONDS_MAX 5
#define QUALITY_LARGE 82
#define QUALITY_SMALL 75

/* A sanitizer reserves more address space than any limit leaves. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

static void limit(int what, rlim_t most)
{
	const struct rlimit r = { most, most };

	setrlimit((__rlimit_resource_t)what, &r);
}

/* Nothing but memory, what is open, and the end. */
static bool calls_allow(scmp_filter_ctx f)
{
	static const int calls[] = {
		SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap),
		SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(getrandom), SCMP_SYS(clock_gettime),
		SCMP_SYS(rt_sigreturn), SCMP_SYS(exit), SCMP_SYS(exit_group),
	};

	for (size_t i = 0; i < COUNT(calls); i++)
		if (seccomp_rule_add(f, SCMP_ACT_ALLOW, calls[i], 0))
			return false;
	/* Memory, but none that could be run. */
	return seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
	                        SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
	       seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
	                        SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
}

enum err picture_confine(void)
{
	scmp_filter_ctx f;
	bool            done;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_DUMPABLE, 0);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_NOFILE, 0);
	limit(RLIMIT_CPU, SECONDS_MAX);
	if (!SANITIZED)
		limit(RLIMIT_AS, MEMORY_MAX);
	f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	done = f && calls_allow(f) && seccomp_load(f) == 0;
	/* Freeing the filter is left to the end of the process. */
	return done ? OK : ERR_FAULT;
}

static bool all_read(struct str *bytes)
{
	char   *p = base_alloc(FILE_BYTES_MAX + 1);
	size_t  n = 0;
	ssize_t got;

	while ((got = read(0, p + n, FILE_BYTES_MAX + 1 - n)) > 0)
		n += (size_t)got;
	*bytes = (struct str){ p, n };
	return got == 0 && n > 0 && n <= FILE_BYTES_MAX;
}

static bool all_written(const void *p, size_t n)
{
	const char *at = p;

	while (n) {
		ssize_t took = write(1, at, n);

		if (took <= 0)
			return false;
		at += took;
		n -= (size_t)took;
	}
	return true;
}

static enum err picture_anew(struct str bytes)
{
	struct pixels whole, large, small;
	struct str    files[2];
	uint32_t      head[5];
	int           turn;
	enum err      e = picture_read(bytes, PICTURE_LARGE, &whole, &turn);

	if (e)
		return e;
	picture_shrink(&whole, PICTURE_LARGE, &large);
	base_free(whole.p);
	picture_turn(&large, turn);
	picture_shrink(&large, PICTURE_SMALL, &small);
	if ((e = picture_write(&large, QUALITY_LARGE, &files[0])) ||
	    (e = picture_write(&small, QUALITY_SMALL, &files[1])))
		return e;
	head[0] = 1;
	head[1] = (uint32_t)large.w;
	head[2] = (uint32_t)large.h;
	head[3] = (uint32_t)files[0].n;
	head[4] = (uint32_t)files[1].n;
	return all_written(head, sizeof(head)) && all_written(files[0].p, files[0].n) &&
	       all_written(files[1].p, files[1].n) ? OK : ERR_FAULT;
}

int picture_command(int argc, char **argv)
{
	struct str bytes;

	(void)argc, (void)argv;
	if (picture_confine())
		_exit(2);
	/* No clean-up at the end: it would need calls that are not there any more. */
	_exit(all_read(&bytes) && picture_anew(bytes) == OK ? 0 : 1);
}
