/*
 * play_server: the real program on a copy of a data folder, for one transcript.
 * The copy lies in a fresh folder and is removed when the program has ended.
 * With PLAY_COPY set the database is a copy on PostgreSQL: `PLAY_COPY copy NAME`
 * makes it and prints its URL, `PLAY_COPY drop NAME` removes it.
 */
#ifndef HTTP_PLAY_SERVER_H
#define HTTP_PLAY_SERVER_H

#include <sys/types.h>

#include "base/str.h"

#define PLAY_ARGS 24

struct play_server {
	struct str  url;
	const char *binary;
	char       *dir, *listen;
	char       *db, *db_name; /* NULL: in the folder */
	pid_t       pid;
};

/* Copies folder, starts `binary serve` on a free port and waits until it answers. */
bool play_server_start(struct play_server *s, struct arena *a, const char *binary,
                       const char *folder);

/* Ends it and starts it anew on the same data and port, with more options. */
bool play_server_again(struct play_server *s, struct arena *a, const struct str *options, size_t n);

/*
 * Ends it, runs `binary user` on its data, starts it anew as it was first; *out
 * is what the command printed.
 */
bool play_server_user(struct play_server *s, struct arena *a, const struct str *words, size_t n,
                      struct str *out);

/* Ends it; true when it was still running and ended by itself with status 0. */
bool play_server_stop(struct play_server *s);

/* A whole file. */
bool file_read(struct arena *a, const char *path, struct str *out);

#endif
