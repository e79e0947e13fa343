/* Tables to take away: the one to fill in, and all deputies as import reads them again. */
#include "deputy/import_pages.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "deputy/export.h"
#include "deputy/pages.h"

#define WORKBOOK "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

static enum err attachment(struct req *r, struct str name)
{
	return reply_header(r, "Content-Disposition", str_join(r->arena, S("attachment; filename=\""), name, S("\""), STR_NONE));
}

static void file_close(void *arg)
{
	close(*(const int *)arg);
}

/* A file of our own folder that nobody else has, written under this name. */
static const char *sheet_path(struct req *r, const char *suffix)
{
	unsigned char random[16];
	struct buf    path;

	random_bytes(random, sizeof(random));
	buf_init(&path, r->arena, 4096);
	buf_z(&path, r->house->set.dir);
	buf_lit(&path, "/tmp");
	mkdir(str_z(r->arena, buf_view(&path)), 0700);
	buf_lit(&path, "/sheet-");
	buf_hex(&path, random, sizeof(random));
	buf_z(&path, suffix);
	return str_z(r->arena, buf_view(&path));
}

/* Sends it; the file is gone from the folder as soon as it is open. */
static enum err sheet_reply(struct req *r, const char *path, struct str name, const char *type)
{
	struct stat st;
	int        *fd = ARENA_NEW(r->arena, int);
	enum err    e;

	*fd = open(path, O_RDONLY | O_CLOEXEC);
	unlink(path);
	if (*fd < 0)
		return ERR_FULL;
	arena_defer(r->arena, file_close, fd);
	if (fstat(*fd, &st) || (e = attachment(r, name)))
		return ERR_FAULT;
	return reply_file(r, type, *fd, (uint64_t)st.st_size);
}

/* GET /deputies/import/template.csv */
enum err template_csv_get(struct req *r)
{
	struct gazetteer g;
	enum err         e = gazetteer_read(r->db, r->arena, r->who.county, r->lang, &g);

	if (e || (e = attachment(r, S("deputies.csv"))))
		return e;
	return reply_bytes(r, "text/csv; charset=utf-8", template_csv(r->arena, &g));
}

/* GET /deputies/import/template.xlsx */
enum err template_xlsx_get(struct req *r)
{
	const char      *path = sheet_path(r, ".xlsx");
	struct gazetteer g;
	enum err         e = gazetteer_read(r->db, r->arena, r->who.county, r->lang, &g);

	if (e || (e = template_write(r->arena, &g, path)))
		return e;
	return sheet_reply(r, path, S("deputies.xlsx"), WORKBOOK);
}

static enum err export_reply(struct req *r, const char *suffix, struct str name, const char *type)
{
	struct export x = { .desk = deputy_desk_of(r, NULL), .arena = r->arena, .lang = r->lang, .path = sheet_path(r, suffix),
	        .lo = r->who.region_lo, .hi = r->who.region_hi, .bare = true, .inside = true };
	int64_t       total;
	enum err      e = deputies_total(r, &total);

	if (e)
		return e;
	if (total > EXPORT_PEOPLE)
		return ERR_MISSING;
	x.desk.arena = arena_new(1024 * 1024);
	e = export_write(&x);
	arena_free(x.desk.arena);
	if (e) {
		unlink(x.path);
		return e;
	}
	return sheet_reply(r, x.path, name, type);
}

/* GET /deputies/export.csv */
enum err export_csv_get(struct req *r)
{
	return export_reply(r, ".csv", S("deputies.csv"), "text/csv; charset=utf-8");
}

/* GET /deputies/export.xlsx */
enum err export_xlsx_get(struct req *r)
{
	return export_reply(r, ".xlsx", S("deputies.xlsx"), WORKBOOK);
}
