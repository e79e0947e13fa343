/*
 * command: what can be typed after `lianxin`.
 *
 * Each takes its own arguments (argv[0] is its name) and gives an exit status:
 * 0 done, 1 refused or failed (one line on standard error says what to do), 2
 * wrong arguments. Commands that write hold the folder's lock; `serve` holds it
 * for as long as it runs.
 */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "http/route.h"

/* The one place where it stands: `lianxin --version`, the pages and the Debian package say it. */
#define LIANXIN_VERSION "0.1.0"

/* One function a command. */
int serve_command(int argc, char **argv);
int init_command(int argc, char **argv);
int check_command(int argc, char **argv);
int backup_command(int argc, char **argv);
int restore_command(int argc, char **argv);
int copy_command(int argc, char **argv);
int region_command(int argc, char **argv);
int access_command(int argc, char **argv);
int pack_command(int argc, char **argv);

/* The one list of rooms, in main.c. */
extern const struct route_table rooms;

/* ---- arguments: "--name VALUE", "--name=VALUE" or "--flag" ---- */
struct option_row {
	const char  *name;          /* without dashes */
	const char **text;          /* where its value goes; NULL for a flag */
	bool        *flag;
	const char  *help;
};

/* Reads options and up to n_words plain words; false after one line on standard error. */
bool options_read(int argc, char **argv, const struct option_row *rows, size_t n,
                  const char **words, size_t n_words);

/* A whole number in lo..hi, or a line on standard error and false. */
bool option_number(const char *command, const char *name, const char *value, int64_t lo, int64_t hi, int64_t *out);

/* "lianxin check: sentence" on standard error; gives 1, for `return`. */
struct str;
int command_failed(const char *command, struct str why);

#endif
