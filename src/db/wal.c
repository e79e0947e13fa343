#include "db/wal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/log.h"
#include "db/sqlite_private.h"

#define PAGE_BYTES 4120         /* a page of 4096 and its header in the log */
#define FOLD_PAGES 1000         /* the log grows by 4 MB between two passive folds */
#define RETRY_PAGES 256         /* and by 1 MB before a refused RESTART is tried again */
#define RESTART_WAIT_MS 20      /* how long a RESTART may wait for readers while all writers wait */
#define PATIENT_MS 5000         /* what sqlite.c sets for everything else */
#define RESERVE_BYTES (1 << 20)
#define RESERVE_AGAIN (64 << 20) /* free bytes before the reserve is taken again */

struct wal {
	struct db      *side;           /* the folding thread's connection */
	pthread_t       thread;
	pthread_mutex_t folding;        /* held while the thread folds: nobody else can */
	pthread_mutex_t lock;
	pthread_cond_t  wake;
	bool            wanted, stopping;
	/* the writer's thread only */
	int64_t         folded_at;      /* length of the log when a fold was last asked for */
	int64_t         tried_at;       /* ... when a RESTART was last refused */
	bool            full;           /* the reserve is spent */
	char           *reserve;
};

_Noreturn void wal_give_up(const char *doing)
{
	log_error("lane", "the disk failed while %s; stopping, nothing unacknowledged is kept. "
	          "Look at the disk, then start again", doing);
	_exit(74);
}

uint64_t wal_bytes(const struct db *writer)
{
	return (uint64_t)sqlite_of(writer)->wal_pages * PAGE_BYTES;
}

/* One checkpoint. BUSY is a normal answer: somebody still reads the old log. */
static enum err fold(struct db *db, int mode)
{
	int code = sqlite3_wal_checkpoint_v2(sqlite_raw(db), "main", mode, NULL, NULL);

	if (code == SQLITE_OK)
		return OK;
	return sqlite_failed(db, code, "checkpoint");
}

static void *fold_main(void *arg)
{
	struct wal *w = arg;

	pthread_mutex_lock(&w->lock);
	while (!w->stopping) {
		if (!w->wanted) {
			pthread_cond_wait(&w->wake, &w->lock);
			continue;
		}
		w->wanted = false;
		pthread_mutex_unlock(&w->lock);
		pthread_mutex_lock(&w->folding);
		(void)!fold(w->side, SQLITE_CHECKPOINT_PASSIVE);
		pthread_mutex_unlock(&w->folding);
		if (db_broken(w->side))
			wal_give_up("folding the log into the file");
		pthread_mutex_lock(&w->lock);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

/* Takes a megabyte of the disk for bad times; a full disk simply has none to give. */
static bool reserve_take(const struct wal *w)
{
	int  fd = open(w->reserve, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool good;

	if (fd < 0)
		return false;
	good = posix_fallocate(fd, 0, RESERVE_BYTES) == 0;
	close(fd);
	if (!good)
		unlink(w->reserve);
	return good;
}

enum err wal_start(const char *dir, struct arena *a, struct wal **out, struct str *why)
{
	const char *path = str_z(a, str_join(a, str_of(dir), S("/lianxin.db"), STR_NONE));
	struct str  name = str_join(a, str_of(dir), S("/reserve"), STR_NONE);
	struct wal *w = base_alloc(sizeof(*w));
	enum err    e;

	*w = (struct wal){ 0 };
	e = sqlite_open_file(path, DB_WRITE, a, &w->side, why);
	if (e) {
		base_free(w);
		return e;
	}
	w->reserve = base_alloc(name.n + 1);
	memcpy(w->reserve, name.p, name.n);
	w->reserve[name.n] = '\0';
	w->full = !reserve_take(w);
	pthread_mutex_init(&w->folding, NULL);
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->wake, NULL);
	if (pthread_create(&w->thread, NULL, fold_main, w) != 0) {
		*why = S("the system gives no more threads; raise the limit of processes");
		db_close(w->side);
		base_free(w->reserve);
		base_free(w);
		return ERR_FAULT;
	}
	*out = w;
	return OK;
}

static void fold_ask(struct wal *w)
{
	pthread_mutex_lock(&w->lock);
	w->wanted = true;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
}

void wal_fold(struct wal *w)
{
	fold_ask(w);
}

/*
 * On the writer's own connection; after success the log begins anew. While the
 * thread folds this is tried later, unless the log has grown too long to wait.
 */
static void restart(struct wal *w, struct db *writer, int mode)
{
	enum err e;

	if (wal_bytes(writer) > 2 * WAL_RESTART_BYTES)
		pthread_mutex_lock(&w->folding);
	else if (pthread_mutex_trylock(&w->folding) != 0)
		return;
	sqlite3_busy_timeout(sqlite_raw(writer), RESTART_WAIT_MS);
	e = fold(writer, mode);
	sqlite3_busy_timeout(sqlite_raw(writer), PATIENT_MS);
	pthread_mutex_unlock(&w->folding);
	if (db_broken(writer))
		wal_give_up("folding the log into the file");
	if (e) {
		w->tried_at = sqlite_of(writer)->wal_pages;
		return;
	}
	sqlite_of(writer)->wal_pages = 0;
	w->folded_at = 0;
	w->tried_at = 0;
}

void wal_committed(struct wal *w, struct db *writer)
{
	int64_t pages = sqlite_of(writer)->wal_pages;

	if (pages < w->folded_at) {     /* the engine began the log anew by itself */
		w->folded_at = 0;
		w->tried_at = 0;
	}
	if (wal_bytes(writer) > WAL_RESTART_BYTES &&
	    (w->tried_at == 0 || pages >= w->tried_at + RETRY_PAGES)) {
		restart(w, writer, SQLITE_CHECKPOINT_RESTART);
	} else if (pages >= w->folded_at + FOLD_PAGES) {
		w->folded_at = pages;
		fold_ask(w);
	}
}

void wal_idle(struct wal *w, struct db *writer)
{
	struct statvfs fs;

	if (sqlite_of(writer)->wal_pages)
		restart(w, writer, SQLITE_CHECKPOINT_TRUNCATE);
	if (!w->full || statvfs(w->reserve, &fs) != 0)
		return;
	if (fs.f_bavail * fs.f_frsize >= RESERVE_AGAIN && reserve_take(w)) {
		w->full = false;
		log_info("lane", "the disk has room again");
	}
}

void wal_stop(struct wal *w, struct db *writer)
{
	pthread_mutex_lock(&w->lock);
	w->stopping = true;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	wal_idle(w, writer);
	pthread_cond_destroy(&w->wake);
	pthread_mutex_destroy(&w->lock);
	pthread_mutex_destroy(&w->folding);
	db_close(w->side);
	base_free(w->reserve);
	base_free(w);
}

void wal_full(struct wal *w, struct db *writer)
{
	if (!w->full) {
		w->full = true;
		log_error("lane", "the disk is full: what is sent now is refused; make room");
	}
	unlink(w->reserve);
	restart(w, writer, SQLITE_CHECKPOINT_RESTART);
}
