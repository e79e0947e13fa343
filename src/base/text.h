/*
 * text: what Unicode asks of us. ICU stays behind this file.
 *
 * Bytes become text once, at the edge: valid UTF-8, NFC, no control characters
 * but newline and tab. Folded text (NFKC, case, width) is for comparing and
 * searching only and is never shown.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

bool utf8_valid(struct str s);                   /* no overlong forms, surrogates or > U+10FFFF */
size_t utf8_length(struct str s);                /* code points of valid UTF-8 */
uint32_t utf8_next(struct str *s);               /* takes one code point off valid UTF-8 */
struct str utf8_head(struct str s, size_t code_points);  /* at most that many, never cutting one */

/*
 * True when s holds a control character other than newline or tab, a bidi
 * override or a noncharacter. Ask after text_clean(), which turns CR into newline.
 */
bool text_has_control(struct str s);

/*
 * A text file as other programs write it: UTF-8 with or without its mark, UTF-16
 * with one, or GB18030, which spreadsheets in China still make. False: none of these.
 */
bool text_decode(struct arena *a, struct str bytes, struct str *out) MUST_USE;

/* NFC, CRLF and CR to LF, blanks trimmed at both ends. s must be valid UTF-8. */
struct str text_clean(struct arena *a, struct str s);

/* NFKC case folded, runs of blanks to one space: the form that search compares. */
struct str text_fold(struct arena *a, struct str s);

/* Only the letters and digits of folded text: 阿卜杜拉·买买提 as somebody types it. */
struct str text_letters(struct arena *a, struct str folded);

/* Full-width digits to ASCII, hyphens, blanks and dashes dropped: codes and phones as typed. */
struct str text_code(struct arena *a, struct str s);

/*
 * The distinct bigrams of folded text, sorted: two neighbouring code points
 * that are both letters or digits, packed as (a << 21 | b). Two-character words
 * are found exactly by their bigram; longer ones by all of theirs and a look
 * at the text (architecture.md 4.7).
 */
size_t text_bigrams(struct arena *a, struct str folded, uint64_t **out);

/* "138****8000"; "张**" (first character kept); both give "" for "". */
struct str mask_phone(struct arena *a, struct str phone);
struct str mask_name(struct arena *a, struct str name);

/* A number of mainland China after text_code(): 11 digits 1[3-9], or 0 + area + 7-8. */
bool phone_valid(struct str digits);

#endif
