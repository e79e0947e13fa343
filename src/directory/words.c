/* The words by which a row is found. */
#include "directory/directory_private.h"


#define WORDS_MAX 64            /* characters of the longest name, and the initials */

struct str directory_word_of(struct arena *a, struct str text)
{
	return text_letters(a, text_fold(a, text));
}

/* A word that begins another one finds nothing more; the same one twice would be two rows. */
static bool known(const struct str *words, size_t n, struct str word)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts(words[i], word))
			return true;
	return false;
}

size_t directory_words(struct arena *a, struct str name, struct str initials, struct str **out)
{
	struct str  rest = directory_word_of(a, name), letters = utf8_head(directory_word_of(a, initials), WORD_MAX);
	struct str *words = ARENA_ARRAY(a, struct str, utf8_length(rest) + 2);
	size_t      n = 0;

	while (rest.n && n < WORDS_MAX) {
		struct str word = utf8_head(rest, WORD_MAX);

		if ((n == 0 || utf8_length(word) > 1) && !known(words, n, word))
			words[n++] = word;
		utf8_next(&rest);
	}
	if (letters.n && !known(words, n, letters))
		words[n++] = letters;
	*out = words;
	return n;
}
