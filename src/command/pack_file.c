/* Packs from files, for the commands that load them. */
#include "command/pack_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "db/audit.h"

enum err pack_file_take(const char *file, struct arena *a, struct str *yaml, struct str *why)
{
	char       piece[8192];
	struct buf b;
	ssize_t    n = 0;
	int        fd = open(file, O_RDONLY | O_CLOEXEC);

	buf_init(&b, a, PACK_BYTES_MAX + sizeof(piece));
	while (fd >= 0 && b.n <= PACK_BYTES_MAX && (n = read(fd, piece, sizeof(piece))) > 0)
		buf_put(&b, piece, (size_t)n);
	if (fd >= 0)
		close(fd);
	*yaml = b.n ? buf_view(&b) : S("");
	if (fd >= 0 && n >= 0)
		return OK;
	*why = str_join(a, str_of(file), S(" cannot be read"), STR_NONE);
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
