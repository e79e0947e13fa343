/* Packs from files, for the commands that load them. */
#include "command/pack_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/audit.h"

/*
 * A pipe that nobody writes to would hold up a plain open() for ever; opened this way it reads as
 * an empty file. What does write (a shell's <(...), /dev/stdin) is waited for.
 */
static int file_open(const char *file, bool *folder)
{
	int         fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	*folder = fd >= 0 && fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);
	if (fd < 0 || (!*folder && fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK) == 0))
		return fd;
	close(fd);
	return -1;
}

enum err pack_file_take(const char *file, struct arena *a, struct str *yaml, struct str *why)
{
	char       piece[8192];
	struct buf b;
	ssize_t    n = 0;
	bool       folder;
	int        fd = file_open(file, &folder);

	buf_init(&b, a, PACK_BYTES_MAX + sizeof(piece));
	while (fd >= 0 && b.n <= PACK_BYTES_MAX && (n = read(fd, piece, sizeof(piece))) > 0)
		buf_put(&b, piece, (size_t)n);
	if (fd >= 0)
		close(fd);
	*yaml = b.n ? buf_view(&b) : S("");
	if (fd >= 0 && n >= 0 && b.n)
		return OK;
	*why = str_join(a, str_of(file), folder ? S(" is a folder, not a file") :
	                fd >= 0 && n >= 0 ? S(" is empty") : S(" cannot be read"), STR_NONE);
	return ERR_INPUT;
}

struct str pack_file_faults(const char *file, struct arena *a, const struct buf *faults)
{
	int64_t n = 0;

	for (size_t i = 0; i < faults->n; i++)
		n += faults->p[i] == '\n';
	return str_join(a, str_of(file), S(": "), str_int(a, n), n == 1 ? S(" fault") : S(" faults"), STR_NONE);
}

enum err pack_file_put(struct db *db, struct arena *a, const struct pack_file *in, bool *added, struct str *why)
{
	const struct pack_coming c = { .file = in->file, .yaml = in->yaml, .now = in->now };
	struct buf               faults;
	enum err                 e;

	buf_init(&faults, a, 64 * 1024);
	e = pack_bring(db, a, &c, added, &faults);
	if (e == ERR_INPUT) {
		fwrite(faults.p, 1, faults.n, stderr);
		*why = str_join(a, str_of(in->file), S(" was not loaded"), STR_NONE);
	}
	if (e || !*added)
		return e;
	return audit_write(db, &(struct audit){ .county = in->county, .now = in->now, .action = "pack.load",
		.object = str_join(a, in->pack->code, S(" "), str_int(a, in->pack->version), STR_NONE),
		.result = "", .reason = STR_NONE });
}
