/*
 * play_words: a line of a transcript as words, with ${...} put in.
 *
 * ${name} is what `let` has caught, ${字*2001} a text so many times, ${now+30d}
 * the clock so many days from now in milliseconds. ${totp:NAME} is the code of the
 * secret that `let NAME` has caught, by the program's clock (`serve --now`);
 * ${totp:NAME+1} and ${totp:NAME-2} are those of other half minutes. Quotes keep blanks together,
 * with \" \\ and \n inside. All texts live as long as the arena.
 */
#ifndef HTTP_PLAY_WORDS_H
#define HTTP_PLAY_WORDS_H

#include "base/arena.h"
#include "base/str.h"

#define WORDS_MAX 96
#define NAMES_MAX 64

/* The name under which the program's clock is known when it was set. */
#define PLAY_CLOCK "serve --now"

struct word {
	struct str s;
	bool       quoted;
};

struct names {
	struct { struct str name, value; } v[NAMES_MAX];
	size_t n;
};

/* Remembers a value; a later one of the same name wins. False when there are too many. */
bool names_put(struct names *names, struct arena *a, struct str name, struct str value);

/* The words of a line; *unknown is the first name nothing is known of, STR_NONE if none. */
size_t words_split(struct arena *a, const struct names *names, struct str line, struct word *words,
                   struct str *unknown);

#endif
