/* The first three officers and the file with their links. */
#include "command/init.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/crypt.h"
#include "base/text.h"

#define LINKS_MAX (256 * 1024)          /* some three hundred counties of one folder */

static const enum role officer_roles[INIT_OFFICERS] = { ROLE_ADMIN, ROLE_SECURITY, ROLE_AUDITOR };

/* 昌宁县系统管理员: the word is the pack's. */
static struct str display_of(struct init *in, enum role role)
{
	const struct pack_item *item = pack_item(in->packs, in->seat.code, PACK_ROLES, role_names[role], day_of(in->now));
	struct str              word = item && item->zh.n ? utf8_head(item->zh, ACCOUNT_NAME_MAX / 2) : str_of(role_names[role]);

	return str_join(in->arena, utf8_head(in->seat.name, ACCOUNT_NAME_MAX - utf8_length(word)), word, STR_NONE);
}

static enum err officer_make(struct init *in, enum role role, struct first_officer *o)
{
	struct grant_new g = { .role = role, .from = day_of(in->now), .now = in->now };
	grant_id         grant;
	enum err         e;

	o->name = str_join(in->arena, str_of(role_names[role]), S("."), str_int(in->arena, in->county.v), STR_NONE);
	o->display = display_of(in, role);
	e = account_create(in->db, in->arena, &(struct account_new){ .home = in->county, .name = o->name,
		.display = o->display, .hash = S(""), .now = in->now }, &g.account);
	if (e == ERR_CONFLICT)
		in->why = str_join(in->arena, S("somebody has the account "), o->name,
			S(" already; `lianxin user list` shows whose it is"), STR_NONE);
	if (e || (e = scope_of_region(in->db, in->arena, in->seat.code, &g)))
		return e;
	e = grant_create(in->db, in->arena, &g, &grant);
	return e ? e : invite_make(in->db, in->arena, &(struct invite_new){ .account = g.account, .now = in->now }, &o->link);
}

enum err init_officers(struct init *in)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < INIT_OFFICERS; i++)
		e = officer_make(in, officer_roles[i], &in->officers[i]);
	return e;
}

/* ---- the file ---- */

static enum err file_fault(struct init *in, const char *what)
{
	in->why = str_join(in->arena, S("cannot "), str_of(what), S(" "), str_of(in->links),
		S("; make room, allow it, or name another file with --links"), STR_NONE);
	return ERR_FULL;
}

/* Lines of other counties stay: those that do not begin with "ROLE.530524 " or "# 530524 ". */
static void lines_keep(struct init *in, struct str old, struct buf *out)
{
	struct str code = str_int(in->arena, in->county.v), line;

	while (str_next(&old, '\n', &line)) {
		struct str  rest = line, head = STR_NONE;
		bool        ours = false;

		if (str_next(&rest, ' ', &head) && str_eq(head, S("#")))
			ours = str_next(&rest, ' ', &head) && str_eq(head, code);
		else
			ours = str_ends(head, str_join(in->arena, S("."), code, STR_NONE));
		if (line.n && !ours) {
			buf_str(out, line);
			buf_char(out, '\n');
		}
	}
}

static enum err old_read(struct init *in, struct buf *out)
{
	struct buf b;
	char       piece[4096];
	ssize_t    n = 0;
	int        fd = open(in->links, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return access(in->links, F_OK) == 0 ? file_fault(in, "read") : OK;
	buf_init(&b, in->arena, LINKS_MAX);
	while (b.n + sizeof(piece) < LINKS_MAX && (n = read(fd, piece, sizeof(piece))) > 0)
		buf_put(&b, piece, (size_t)n);
	close(fd);
	if (n != 0)
		return file_fault(in, "read");
	lines_keep(in, b.n ? buf_view(&b) : S(""), out);
	return OK;
}

static bool write_all(int fd, struct str s)
{
	while (s.n) {
		ssize_t n = write(fd, s.p, s.n);

		if (n <= 0)
			return false;
		s = str_part(s, (size_t)n, s.n);
	}
	return fsync(fd) == 0;
}

/* The whole new file under another name, then in one step to its own. */
static enum err file_replace(struct init *in, struct str text)
{
	const char *fresh = str_z(in->arena, str_join(in->arena, str_of(in->links), S(".new"), STR_NONE));
	int         fd;
	bool        good;

	unlink(fresh);
	fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return file_fault(in, "write");
	good = write_all(fd, text);
	close(fd);
	if (good && rename(fresh, in->links) == 0)
		return OK;
	unlink(fresh);
	return file_fault(in, "write");
}

enum err init_links_write(struct init *in)
{
	struct buf b;
	enum err   e;

	buf_init(&b, in->arena, 2 * LINKS_MAX);
	if ((e = old_read(in, &b)))
		return e;
	buf_printf(&b, "# %06lld %.*s: each link opens once, before ", (long long)in->county.v,
		(int)in->seat.name.n, in->seat.name.p);
	when_short(&b, in->officers[0].link.until);
	buf_lit(&b, "; put the address of the site before it, hand it to its officer, then remove this file\n");
	for (size_t i = 0; i < INIT_OFFICERS; i++) {
		const struct first_officer *o = &in->officers[i];

		buf_printf(&b, "%.*s %.*s %.*s\n", (int)o->name.n, o->name.p, (int)o->link.path.n, o->link.path.p,
			(int)o->display.n, o->display.p);
	}
	return file_replace(in, buf_view(&b));
}
