#include "base/crypt.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/tap.h"

static struct arena *a;
static char          dir[] = "/tmp/keys_test.XXXXXX";
static char         *path;

/* Opens, notes the MAC of a fixed text, closes. */
static enum err open_once(bool create, unsigned char mac[HASH_BYTES], struct str *why)
{
	struct keys *k = NULL;
	enum err     e = keys_open(dir, create, &k, why, a);

	if (e)
		return e;
	keys_mac(k, KEY_PICKUP, S("x"), mac);
	keys_close(k);
	return OK;
}

static bool names_file(struct str why)
{
	size_t at;

	return str_find(why, str_of(path), &at) && str_ends(why, S(".")) &&
	       why.n > strlen(path) + 10;
}

static void put_file(const char *bytes, size_t n, mode_t mode)
{
	int file;

	unlink(path);
	file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	if (file < 0 || write(file, bytes, n) != (ssize_t)n || fchmod(file, mode) || close(file))
		tap_ok(false, "cannot write %s", path);
}

static void test_making(void)
{
	unsigned char first[HASH_BYTES], second[HASH_BYTES];
	struct str    why = STR_NONE;
	struct stat   st;
	mode_t        mask = umask(0777);

	tap_ok(open_once(false, first, &why) == ERR_MISSING && names_file(why),
	       "no key is made unasked");
	tap_ok(access(path, F_OK) != 0, "nor left behind");
	tap_ok(open_once(true, first, &why) == OK, "a key is made, whatever the umask");
	umask(mask);
	tap_ok(stat(path, &st) == 0 && st.st_size == 32 && (st.st_mode & 07777) == 0400,
	       "32 bytes, mode 0400");
	tap_ok(open_once(false, second, &why) == OK && memcmp(first, second, 32) == 0,
	       "it opens again");
	tap_ok(open_once(true, second, &why) == OK && memcmp(first, second, 32) == 0,
	       "and is never made anew");
	unlink(path);
	tap_ok(open_once(true, second, &why) == OK && memcmp(first, second, 32) != 0,
	       "two keys differ");
}

static void test_refusals(void)
{
	static const char    bytes[33] = "0123456789abcdef0123456789abcdef";
	static const char    zeros[32];
	static const mode_t  wide[] = { 0640, 0604, 0444, 0700, 0620, 0601 };
	unsigned char        mac[HASH_BYTES];
	struct str           why = STR_NONE;

	put_file(bytes, 32, 0600);
	tap_ok(open_once(false, mac, &why) == OK, "mode 0600 is taken");
	for (size_t i = 0; i < COUNT(wide); i++) {
		put_file(bytes, 32, wide[i]);
		tap_ok(open_once(true, mac, &why) == ERR_FAULT && names_file(why),
		       "mode %o is refused",        (unsigned)wide[i]);
	}
	put_file(bytes, 31, 0400);
	tap_ok(open_once(true, mac, &why) == ERR_FAULT && names_file(why), "31 bytes are refused");
	put_file(bytes, 33, 0400);
	tap_ok(open_once(true, mac, &why) == ERR_FAULT && names_file(why), "33 bytes are refused");
	put_file(bytes, 0, 0400);
	tap_ok(open_once(true, mac, &why) == ERR_FAULT && names_file(why),
	       "an empty file is refused");
	put_file(zeros, 32, 0400);
	tap_ok(open_once(true, mac, &why) == ERR_FAULT && names_file(why), "zeros are refused");
	unlink(path);
	tap_ok(mkdir(path, 0700) == 0 && open_once(true, mac, &why) == ERR_FAULT && names_file(why),
	       "a folder is refused");
	rmdir(path);
	tap_ok(mkfifo(path, 0600) == 0 && open_once(true, mac, &why) == ERR_FAULT &&
	       names_file(why), "a pipe is refused, without waiting");
	unlink(path);
	tap_ok(symlink("nowhere", path) == 0 && open_once(true, mac, &why) == ERR_FAULT &&
	       names_file(why), "a link to nowhere is not followed to make a key");
	unlink(path);
}

int main(void)
{
	struct str   why = STR_NONE;
	struct keys *k = NULL;

	a = arena_new(4096);
	if (crypt_start() != OK || !mkdtemp(dir))
		return 1;
	path = str_z(a, str_join(a, str_of(dir), S("/secret.key"), STR_NONE));
	test_making();
	test_refusals();
	tap_ok(keys_open("/nowhere/at/all", true, &k, &why, a) == ERR_FAULT && why.n && !k,
	       "no folder, no key");
	rmdir(dir);
	arena_free(a);
	return tap_done();
}
