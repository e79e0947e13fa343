#include "db/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/crypt.h"
#include "base/time.h"

#define TEXT_MAX (64 << 20)             /* lines for a database of almost a terabyte */
#define DIGITS (2 * (size_t)HASH_BYTES)
#define KEY_FILE_BYTES 32

static void put_hash(struct buf *b, const void *p, size_t n)
{
	unsigned char hash[HASH_BYTES];

	hash_sha256(p, n, hash);
	buf_hex(b, hash, sizeof(hash));
}

static bool hash_is(struct arena *a, const void *p, size_t n, struct str digits)
{
	struct buf b;

	buf_init(&b, a, DIGITS);
	put_hash(&b, p, n);
	return str_eq(buf_view(&b), digits);
}

enum err file_fail(struct arena *a, struct str *why, const char *doing, const char *path)
{
	int code = errno;

	*why = str_join(a, S("cannot "), str_of(doing), S(" "), str_of(path), S(": "),
	                str_of(strerrordesc_np(code)), STR_NONE);
	return code == ENOSPC || code == EDQUOT ? ERR_FULL : ERR_FAULT;
}

enum err file_put(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return ERR_FAULT;
		p += done;
		n -= (size_t)done;
	}
	return OK;
}

enum err file_settle(const char *path, struct arena *a, struct str *why)
{
	int      fd = open(path, O_RDONLY | O_CLOEXEC);
	enum err e = OK;

	if (fd < 0 || fsync(fd) != 0)
		e = file_fail(a, why, "put on the disk", path);
	if (fd >= 0)
		close(fd);
	return e;
}

/* Up to n bytes; less only at the end of the file, -1 on failure. */
static ssize_t read_block(int fd, char *p, size_t n)
{
	size_t have = 0;

	while (have < n) {
		ssize_t got = read(fd, p + have, n - have);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		have += (size_t)got;
	}
	return (ssize_t)have;
}

void manifest_begin(struct buf *b, struct arena *a, int64_t schema, struct str key)
{
	buf_init(b, a, TEXT_MAX);
	buf_lit(b, "lianxin backup 1\ntaken ");
	when_rfc3339(b, when_now());
	buf_lit(b, "\nschema ");
	buf_int(b, schema);
	if (key.p) {
		buf_lit(b, "\nkey ");
		buf_str(b, key);
	}
	buf_char(b, '\n');
}

enum err manifest_add(struct buf *b, const char *folder, const char *name, struct arena *a,
                      struct str *why)
{
	const char *path = str_z(a, str_join(a, str_of(folder), S("/"), str_of(name), STR_NONE));
	char       *block = arena_alloc(a, BLOCK_BYTES);
	int         fd = open(path, O_RDONLY | O_CLOEXEC);
	int64_t     size = fd < 0 ? -1 : (int64_t)lseek(fd, 0, SEEK_END);
	ssize_t     n = -1;

	if (size >= 0 && lseek(fd, 0, SEEK_SET) == 0) {
		buf_lit(b, "file ");
		buf_z(b, name);
		buf_char(b, ' ');
		buf_int(b, size);
		buf_char(b, '\n');
		while ((n = read_block(fd, block, BLOCK_BYTES)) > 0) {
			put_hash(b, block, (size_t)n);
			buf_char(b, '\n');
		}
	}
	if (n < 0) {
		enum err e = file_fail(a, why, "read", path);

		if (fd >= 0)
			close(fd);
		return e;
	}
	close(fd);
	return OK;
}

void manifest_end(struct buf *b)
{
	struct str all = buf_view(b);

	buf_lit(b, "end ");
	put_hash(b, all.p, all.n);
	buf_char(b, '\n');
}

static enum err text_read(const char *path, struct arena *a, struct str *out, struct str *why)
{
	int      fd = open(path, O_RDONLY | O_CLOEXEC);
	int64_t  size = fd < 0 ? -1 : (int64_t)lseek(fd, 0, SEEK_END);
	enum err e = OK;
	char    *p;

	if (size < 0 || lseek(fd, 0, SEEK_SET) != 0) {
		e = file_fail(a, why, "read", path);
	} else if (size > TEXT_MAX) {
		*why = str_join(a, str_of(path), S(" is too long to be a manifest"), STR_NONE);
		e = ERR_FAULT;
	} else {
		p = arena_alloc(a, (size_t)size + 1);
		out->p = p;
		out->n = (size_t)size;
		if (read_block(fd, p, (size_t)size) != (ssize_t)size)
			e = file_fail(a, why, "read", path);
	}
	if (fd >= 0)
		close(fd);
	return e;
}

/* The text up to its last line, which must be the hash of it. */
static bool text_whole(struct str *text, struct arena *a)
{
	size_t     tail = sizeof("end ") - 1 + DIGITS + 1;
	struct str end;

	if (text->n <= tail)
		return false;
	end = str_part(*text, text->n - tail, tail);
	text->n -= tail;
	return str_starts(end, S("end ")) && end.p[tail - 1] == '\n' &&
	       hash_is(a, text->p, text->n, str_part(end, 4, DIGITS));
}

/* "WORD value" from the head of the text; false leaves the text alone. */
static bool line_of(struct str *text, struct str word, struct str *value)
{
	struct str rest = *text, line;

	if (!str_next(&rest, '\n', &line) || !str_starts(line, word))
		return false;
	*value = str_part(line, word.n, line.n - word.n);
	*text = rest;
	return true;
}

static bool file_of(struct str *text, struct str word, struct manifest_file *f)
{
	struct str value;
	size_t     lines;

	if (!line_of(text, word, &value) || !str_number(value, INT64_C(1) << 50, &f->bytes))
		return false;
	lines = ((size_t)f->bytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
	if (lines * (DIGITS + 1) > text->n)
		return false;
	f->hashes = str_part(*text, 0, lines * (DIGITS + 1));
	text->p += f->hashes.n;
	text->n -= f->hashes.n;
	return true;
}

enum err manifest_read(const char *folder, struct arena *a, struct manifest *m, struct str *why)
{
	const char *path = str_z(a, str_join(a, str_of(folder), S("/manifest.txt"), STR_NONE));
	struct str  text, number;
	enum err    e;

	*m = (struct manifest){ 0 };
	e = text_read(path, a, &text, why);
	if (e)
		return e;
	*why = str_join(a, str_of(path), S(" is damaged; use another backup"), STR_NONE);
	if (!text_whole(&text, a))
		return ERR_FAULT;
	if (!line_of(&text, S("lianxin backup 1"), &number) ||
	    !line_of(&text, S("taken "), &m->taken) || !line_of(&text, S("schema "), &number) ||
	    !str_number(number, INT32_MAX, &m->schema)) {
		*why = str_join(a, str_of(path), S(" is of a kind this program does not know; "
		                "use the program it was made with"), STR_NONE);
		return ERR_FAULT;
	}
	(void)line_of(&text, S("key "), &m->key);
	if (!file_of(&text, S("file lianxin.db "), &m->database))
		return ERR_FAULT;
	m->has_secret = file_of(&text, S("file secret.key "), &m->secret);
	return text.n == 0 ? OK : ERR_FAULT;
}

static enum err damaged(struct arena *a, struct str *why, const char *path, int64_t at,
                        const char *how)
{
	struct buf b;

	buf_init(&b, a, 4096);
	buf_printf(&b, "%s is damaged: %s megabyte %lld; use another backup", path, how,
	           (long long)(at + 1));
	*why = buf_view(&b);
	return ERR_FAULT;
}

static enum err compare(int fd, const char *path, const struct manifest_file *f, int copy,
                        struct arena *a, struct str *why)
{
	char   *block = arena_alloc(a, BLOCK_BYTES);
	int64_t blocks = (int64_t)(f->hashes.n / (DIGITS + 1)), left = f->bytes;

	for (int64_t i = 0; i < blocks; i++) {
		size_t  want = left < (int64_t)BLOCK_BYTES ? (size_t)left : BLOCK_BYTES;
		ssize_t n = read_block(fd, block, want);

		if (n < 0)
			return file_fail(a, why, "read", path);
		if ((size_t)n < want)
			return damaged(a, why, path, i, "it ends within");
		if (!hash_is(a, block, want, str_part(f->hashes, (size_t)i * (DIGITS + 1), DIGITS)))
			return damaged(a, why, path, i, "a change in");
		if (copy >= 0 && file_put(copy, block, want) != OK)
			return file_fail(a, why, "copy", path);
		left -= (int64_t)want;
	}
	if (read_block(fd, block, 1) != 0)
		return damaged(a, why, path, blocks, "something was added in");
	return OK;
}

enum err manifest_compare(const char *folder, const char *name, const struct manifest_file *f,
                          int copy, struct arena *a, struct str *why)
{
	const char *path = str_z(a, str_join(a, str_of(folder), S("/"), str_of(name), STR_NONE));
	int         fd = open(path, O_RDONLY | O_CLOEXEC);
	enum err    e;

	if (fd < 0)
		return file_fail(a, why, "read", path);
	e = compare(fd, path, f, copy, a, why);
	close(fd);
	return e;
}

struct str manifest_key(const char *dir, struct arena *a)
{
	const char *path = str_z(a, str_join(a, str_of(dir), S("/secret.key"), STR_NONE));
	int         fd = open(path, O_RDONLY | O_CLOEXEC);
	char        key[KEY_FILE_BYTES + 1];
	struct buf  b;
	ssize_t     n;

	if (fd < 0)
		return STR_NONE;
	n = read_block(fd, key, sizeof(key));
	close(fd);
	buf_init(&b, a, DIGITS);
	if (n == KEY_FILE_BYTES)
		put_hash(&b, key, (size_t)n);
	explicit_bzero(key, sizeof(key));
	return n == KEY_FILE_BYTES ? buf_view(&b) : STR_NONE;
}
