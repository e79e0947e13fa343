/* Folders that cannot be used, each refused in one sentence; and the lock. */
#include "db/folder.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include "db/db_test.h"

static void refused(struct arena *a, const char *dir, const char *word)
{
	struct str why = STR_NONE;
	enum err   e = folder_check(dir, true, a, &why);

	tap_ok(e == ERR_FAULT && test_says(why, word) && test_says(why, ";"), "%.*s",
	       (int)why.n, why.p);
}

static void test_folders(const char *dir, struct arena *a)
{
	const char *file = test_path(a, dir, "file"), *made = test_path(a, dir, "made");
	struct str  why;
	bool        now;
	int         fd = open(file, O_CREAT | O_WRONLY, 0600);

	close(fd);
	refused(a, test_path(a, dir, "none"), "does not exist");
	refused(a, file, "is a file, not a folder");
	refused(a, test_path(a, file, "under"), "has a file where a folder should be");
	test_refused(folder_make(test_path(a, dir, "no/such"), NULL, a, &why), ERR_FAULT, &why,
	             "make that one first");
	tap_ok(folder_make(made, &now, a, &why) == OK && now && folder_make(made, &now, a, &why) == OK && !now &&
	       folder_check(made, true, a, &why) == OK, "a folder is made once");
	if (geteuid() == 0) {
		if (chown(made, 65534, 65534) == 0)
			refused(a, made, "but this runs as user root");
		if (chown(made, 0, 0) != 0)
			abort();
	}
}

/* As an ordinary user, because nothing is forbidden to root. */
static void test_rights(const char *dir, struct arena *a)
{
	const char *made = test_path(a, dir, "rights");
	struct str  why = STR_NONE;
	int         status;
	pid_t       child;

	if (mkdir(made, 0500) != 0 || (geteuid() == 0 &&
	    (chown(made, 65534, 65534) != 0 || chmod(dir, 0755) != 0)))
		abort();
	child = fork();
	if (child == 0) {
		if (geteuid() == 0 && setuid(65534) != 0)
			_exit(9);
		if (folder_check(made, true, a, &why) != ERR_FAULT ||
		    !test_says(why, "cannot be written"))
			_exit(1);
		if (chmod(made, 0) != 0 || folder_check(made, false, a, &why) != ERR_FAULT ||
		    !test_says(why, "cannot be read"))
			_exit(2);
		_exit(0);
	}
	waitpid(child, &status, 0);
	tap_ok(WIFEXITED(status) && WEXITSTATUS(status) == 0,
	       "a folder without the right to write or read is refused");
}

static void test_lock(const char *dir, struct arena *a)
{
	struct lock l;
	struct str  why = STR_NONE;
	char        ready;
	int         ends[2];
	pid_t       child;
	char       *number;

	if (pipe(ends) != 0)
		abort();
	child = fork();
	if (child == 0) {
		if (lock_take(dir, "serve", a, &l, &why) == OK)
			(void)!write(ends[1], "x", 1);
		pause();
		_exit(0);
	}
	number = str_z(a, str_join(a, S("process "), str_int(a, child), STR_NONE));
	tap_ok(read(ends[0], &ready, 1) == 1, "one process takes the lock");
	test_refused(lock_take(dir, "restore", a, &l, &why), ERR_BUSY, &why, "lianxin serve");
	tap_ok(test_says(why, number), "naming its holder's number");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	tap_ok(lock_take(dir, "restore", a, &l, &why) == OK, "it dies with its holder");
	lock_release(&l);
	tap_ok(lock_take(dir, "check", a, &l, &why) == OK, "and can be given back");
	lock_release(&l);
	lock_release(&l);
	if (unlink(test_path(a, dir, "lock")) != 0 || mkdir(test_path(a, dir, "lock"), 0700) != 0)
		abort();
	test_refused(lock_take(dir, "check", a, &l, &why), ERR_FAULT, &why, "lock");
}

static void file_put(struct arena *a, const char *dir, const char *name)
{
	int fd = open(test_path(a, dir, name), O_CREAT | O_WRONLY, 0600);

	if (fd < 0 || close(fd) != 0)
		abort();
}

/* As init does it: made, locked, filled, given up. */
static void test_unmake(const char *dir, struct arena *a)
{
	const char *mine = test_path(a, dir, "mine");
	struct lock l, late = { -1 };
	struct str  why = STR_NONE;

	if (folder_make(mine, NULL, a, &why) != OK || lock_take(mine, "init", a, &l, &why) != OK)
		abort();
	file_put(a, mine, "lianxin.db");
	file_put(a, mine, "secret.key");
	/* Who came second holds nothing and takes nothing away. */
	test_refused(lock_take(mine, "demo", a, &late, &why), ERR_BUSY, &why, "lianxin init");
	folder_unmake(mine, &late, a);
	tap_ok(test_size(test_path(a, mine, "lianxin.db")) == 0, "without the lock nothing is taken back");
	file_put(a, mine, "notes.txt");
	folder_unmake(mine, &l, a);
	tap_ok(test_size(test_path(a, mine, "lianxin.db")) == 0 && test_size(test_path(a, mine, "secret.key")) == 0,
	       "with a strange file in it the whole folder stays");
	if (unlink(test_path(a, mine, "notes.txt")) != 0 || lock_take(mine, "init", a, &l, &why) != OK)
		abort();
	folder_unmake(mine, &l, a);
	tap_ok(test_size(mine) == -1, "otherwise it is as if it never was");
}

int main(void)
{
	struct arena *a = arena_new(1 << 16);
	const char   *dir = test_dir(a);

	test_folders(dir, a);
	test_rights(dir, a);
	test_unmake(dir, a);
	test_lock(dir, a);
	test_dir_end(dir);
	arena_free(a);
	return tap_done();
}
