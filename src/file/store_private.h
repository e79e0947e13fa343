/*
 * store_private: the two ways of keeping bytes, for store.c alone.
 */
#ifndef FILE_STORE_PRIVATE_H
#define FILE_STORE_PRIVATE_H

#include <pthread.h>

#include "base/crypt.h"
#include "db/lane.h"
#include "file/store.h"

#define FOLDERS 256u             /* by the first byte of the hash */
#define KEPT_UNNAMED_MS (24 * 3600 * 1000LL)   /* bytes that no row names may wait for one so long */

struct file_store {
	const char     *dir;
	bool            shared;          /* the database holds the bytes */
	struct lane    *lane;
	pthread_mutex_t lock;            /* of the folder: touching against sweeping; and of turns */
	pthread_cond_t  turn;
	int             turns;
	unsigned        swept;           /* the next of FOLDERS to sweep */
	int64_t         swept_ms;        /* when this round through them began */
};

/* store_folder.c */
enum err folder_put(struct file_store *s, county_code county, struct str bytes, struct str hash) MUST_USE;
enum err folder_keep(struct file_store *s, county_code county, struct str hash) MUST_USE;
enum err folder_open(const char *dir, county_code county, struct str hash, struct arena *a, int *fd,
                     uint64_t *size) MUST_USE;
/* The n-th of FOLDERS. */
enum err folder_sweep(struct file_store *s, county_code county, unsigned n, struct when now) MUST_USE;
/* An unlinked file in DIR/tmp. */
int folder_scratch(const char *dir, struct arena *a);
bool fd_write(int fd, struct str bytes);

/* store_rows.c */
enum err rows_put(struct file_store *s, county_code county, struct str bytes, struct when now,
                  struct str hash) MUST_USE;
enum err rows_open(const char *dir, struct db *db, county_code county, struct str hash,
                   struct arena *a, int *fd, uint64_t *size) MUST_USE;
enum err rows_sweep(struct file_store *s, county_code county, struct when now) MUST_USE;

#endif
