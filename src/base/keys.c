#ifndef _GNU_SOURCE
#define _GNU_SOURCE      /* O_CLOEXEC, O_DIRECTORY */
#endif
#include "base/crypt_private.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/banned.h"
#include "base/buf.h"

#define FILE_NAME "secret.key"
#define WHY_BYTES 1024           /* a sentence with a path in it */

const unsigned char *keys_for(const struct keys *k, enum key_use use)
{
	assert(use >= KEY_PICKUP && use < KEY_USES);
	return k->derived[use];
}

/* The labels are the numbers of enum key_use: never give one to another use. */
static void keys_derive(struct keys *k)
{
	for (unsigned use = KEY_PICKUP; use < KEY_USES; use++)
		crypto_kdf_derive_from_key(k->derived[use], KEY_BYTES, use, "lianxin1", k->master);
	sodium_mprotect_readonly(k);
}

void keys_close(struct keys *k)
{
	sodium_free(k);          /* wipes it */
}

struct keys *keys_for_test(void)
{
	struct keys *k = crypt_start() == OK ? sodium_malloc(sizeof(*k)) : NULL;

	assert(k);
	memset(k->master, 0x5A, KEY_BYTES);
	keys_derive(k);
	return k;
}

/* One sentence with the path in it. */
static void tell(struct arena *a, struct str *why, const char *dir, const char *before,
                 const char *after, int code)
{
	struct buf b;

	buf_init(&b, a, WHY_BYTES);
	buf_printf(&b, "%s%.400s/" FILE_NAME "%s", before, dir, after);
	if (code)
		buf_printf(&b, ": %s",
		        strerrordesc_np(code) ? strerrordesc_np(code) : "unknown error");
	buf_char(&b, '.');
	*why = buf_view(&b);
}

static bool read_whole(int file, unsigned char *p, size_t n)
{
	while (n) {
		ssize_t got = read(file, p, n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		p += got;
		n -= (size_t)got;
	}
	return true;
}

static bool write_whole(int file, const unsigned char *p, size_t n)
{
	while (n) {
		ssize_t put = write(file, p, n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		p += put;
		n -= (size_t)put;
	}
	return true;
}

/*
 * Makes the file with a new key. It counts as made only when it and its name
 * are on the disk; a half-made one is taken away, since nothing was sealed yet.
 */
static enum err key_file_make(int dir, unsigned char key[KEY_BYTES])
{
	int  file = openat(dir, FILE_NAME, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
	int  failure = 0;

	if (file < 0)
		return errno == ENOSPC ? ERR_FULL : ERR_FAULT;
	randombytes_buf(key, KEY_BYTES);
	/* The umask may have taken the owner's own right to read. */
	if (fchmod(file, 0400) || !write_whole(file, key, KEY_BYTES) || fsync(file))
		failure = errno;
	if (close(file) && !failure)
		failure = errno;
	if (!failure && fsync(dir))
		failure = errno;
	if (!failure)
		return OK;
	unlinkat(dir, FILE_NAME, 0);
	errno = failure;
	return failure == ENOSPC || failure == EDQUOT ? ERR_FULL : ERR_FAULT;
}

/* Reads the key from an open file, or says in *fault what is wrong with it. */
static bool key_file_read(int file, unsigned char key[KEY_BYTES], const char **fault, int *code)
{
	struct stat st;

	*code = 0;
	if (fstat(file, &st)) {
		*fault = " cannot be looked at";
		*code = errno;
	} else if (!S_ISREG(st.st_mode)) {
		*fault = " is not a regular file";
	} else if (st.st_mode & 0177) {
		*fault = " has a mode wider than 0600: run chmod 0400 on it";
	} else if (st.st_size != KEY_BYTES) {
		*fault = " has not the 32 bytes of a key: restore it from the backup";
	} else if (!read_whole(file, key, KEY_BYTES)) {
		*fault = " cannot be read";
		*code = errno;
	} else if (sodium_is_zero(key, KEY_BYTES)) {
		*fault = " holds only zeros: restore it from the backup";
	} else {
		return true;
	}
	return false;
}

/* Fills the master key from the open folder. */
static enum err key_find(int dir, const char *path, bool create, struct keys *k, struct str *why,
                         struct arena *a)
{
	const char *fault;
	int         file = openat(dir, FILE_NAME, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int         code = errno;
	enum err    e;
	bool        good;

	if (file < 0 && code == ENOENT && create) {
		e = key_file_make(dir, k->master);
		if (e)
			tell(a, why, path, "Cannot make ", "", errno);
		return e;
	}
	if (file < 0 && code == ENOENT) {
		tell(a, why, path, "There is no ", ": restore it from the backup", 0);
		return ERR_MISSING;
	}
	if (file < 0) {
		tell(a, why, path, "Cannot open ", "", code);
		return ERR_FAULT;
	}
	good = key_file_read(file, k->master, &fault, &code);
	close(file);
	if (good)
		return OK;
	tell(a, why, path, "", fault, code);
	return ERR_FAULT;
}

enum err keys_open(const char *dir, bool create, struct keys **out, struct str *why,
                   struct arena *a)
{
	int          folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct keys *k;
	enum err     e;

	if (folder < 0) {
		tell(a, why, dir, "Cannot open the folder of ", "", errno);
		return ERR_FAULT;
	}
	k = sodium_malloc(sizeof(*k));
	if (!k) {
		close(folder);
		*why = S("There is no guarded memory for the key.");
		return ERR_FAULT;
	}
	e = key_find(folder, dir, create, k, why, a);
	close(folder);
	if (e) {
		sodium_free(k);
		return e;
	}
	keys_derive(k);
	*out = k;
	return OK;
}
