#include "page_form.h"

#include "base/buf.h"

struct form_field *form_field_find(struct form_fields *f, struct str name)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->v[i].name, name))
			return &f->v[i];
	return NULL;
}

bool form_field_add(struct form_fields *f, struct str name, struct str value, bool given)
{
	if (f->n == FORM_FIELDS)
		return false;
	f->v[f->n++] = (struct form_field){ name, value, given };
	return true;
}

static struct str unescape(struct arena *a, struct str s)
{
	static const struct {
		struct str from;
		char       to;
	} entities[] = {
		{ { "&amp;", 5 }, '&' }, { { "&lt;", 4 }, '<' }, { { "&gt;", 4 }, '>' },
		{ { "&quot;", 6 }, '"' }, { { "&#39;", 5 }, '\'' }, { { "&#34;", 5 }, '"' },
	};
	struct buf b;

	buf_init(&b, a, s.n + 1);
	while (s.n) {
		size_t took = 1;
		char   c = s.p[0];

		for (size_t i = 0; c == '&' && took == 1 && i < COUNT(entities); i++) {
			if (str_starts(s, entities[i].from)) {
				took = entities[i].from.n;
				c = entities[i].to;
				break;
			}
		}
		buf_char(&b, c);
		s = str_part(s, took, s.n);
	}
	return buf_view(&b);
}

/* The value of an attribute of a tag's inside; STR_NONE without it. */
static struct str attribute(struct arena *a, struct str tag, const char *name)
{
	struct str want = str_join(a, S(" "), str_of(name), S("="), STR_NONE), value;
	size_t     at;

	/* Attributes may stand on lines of their own. */
	char *flat = arena_copy(a, tag.p, tag.n);

	for (size_t i = 0; i < tag.n; i++)
		if (flat[i] == '\n' || flat[i] == '\t')
			flat[i] = ' ';
	tag.p = flat;
	if (!str_find(tag, want, &at))
		return STR_NONE;
	tag = str_part(tag, at + want.n, tag.n);
	if (tag.n && tag.p[0] == '"') {
		tag = str_part(tag, 1, tag.n);
		return str_find(tag, S("\""), &at) ? unescape(a, str_part(tag, 0, at)) : STR_NONE;
	}
	value = tag;
	for (at = 0; at < tag.n && tag.p[at] != ' ' && tag.p[at] != '>'; at++)
		;
	value.n = at;
	return unescape(a, value);
}

/* Takes the next <name ...> off the page: its inside. */
static bool tag_next(struct str *page, const char *open, struct str *tag)
{
	size_t at, end;

	if (!str_find(*page, str_of(open), &at))
		return false;
	*page = str_part(*page, at + strlen(open), page->n);
	if (!str_find(*page, S(">"), &end))
		return false;
	*tag = str_part(*page, 0, end);
	*page = str_part(*page, end + 1, page->n);
	return true;
}

/* The hidden fields of one form; false when one of them contradicts what is given. */
static bool hidden_take(struct arena *a, struct str inside, const struct form_fields *given,
                        struct form_fields *out)
{
	struct str tag;

	*out = *given;
	while (tag_next(&inside, "<input", &tag)) {
		struct form_field *old;
		struct str         name, value;

		name = attribute(a, tag, "name");
		/* Files that a form holds stand there ticked, so they are sent again. */
		if (!str_eq(attribute(a, tag, "type"), S("hidden")) &&
		    !(name.p && str_ends(name, S(".held"))))
			continue;
		value = attribute(a, tag, "value");
		old = form_field_find(out, name);
		if (old && old->given && !str_eq(old->value, value) &&
		    !str_eq(name, S("version")) && !str_eq(name, S("form_key")))
			return false;
		if (name.p && !(old && old->given) &&
		    !form_field_add(out, name, value.p ? value : S(""), false))
			return false;
	}
	return true;
}

static bool untouched_add(struct form_fields *out, struct str name, struct str value)
{
	const struct form_field *old = form_field_find(out, name);

	return !name.p || (old && old->given) || form_field_add(out, name, value.p ? value : S(""), false);
}

/* A text as a browser sends it: its lines end in CR LF. */
static struct str lines_sent(struct arena *a, struct str text)
{
	struct buf b;

	buf_init(&b, a, 2 * text.n + 1);
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\n')
			buf_char(&b, '\r');
		buf_char(&b, text.p[i]);
	}
	return buf_view(&b);
}

static bool inputs_take(struct arena *a, struct str inside, struct form_fields *out)
{
	struct str tag;
	size_t     at;

	while (tag_next(&inside, "<input", &tag)) {
		struct str type = attribute(a, tag, "type");
		bool       tick = str_eq(type, S("checkbox")) || str_eq(type, S("radio"));

		if (str_eq(type, S("hidden")) || str_eq(type, S("file")) || (tick && !str_find(tag, S(" checked"), &at)))
			continue;
		if (!untouched_add(out, attribute(a, tag, "name"), attribute(a, tag, "value")))
			return false;
	}
	return true;
}

static bool texts_take(struct arena *a, struct str inside, struct form_fields *out)
{
	struct str tag;
	size_t     end;

	while (tag_next(&inside, "<textarea", &tag)) {
		if (!str_find(inside, S("</textarea"), &end) ||
		    !untouched_add(out, attribute(a, tag, "name"),
		                   lines_sent(a, unescape(a, str_part(inside, 0, end)))))
			return false;
	}
	return true;
}

/* The chosen option of each list, else its first. */
static bool lists_take(struct arena *a, struct str inside, struct form_fields *out)
{
	struct str list, tag;
	size_t     at;

	while (tag_next(&inside, "<select", &list)) {
		struct str options = inside, value = STR_NONE;
		bool       chosen = false;

		if (str_find(inside, S("</select"), &at))
			options.n = at;
		while (!chosen && tag_next(&options, "<option", &tag)) {
			chosen = str_find(tag, S(" selected"), &at);
			if (chosen || !value.p)
				value = attribute(a, tag, "value");
		}
		if (!untouched_add(out, attribute(a, list, "name"), value))
			return false;
	}
	return true;
}

bool page_form_fields(struct arena *a, struct str page, struct str path, struct form_fields *fields)
{
	struct form_fields found, fallback;
	bool               have = false;
	struct str         tag;

	while (tag_next(&page, "<form", &tag)) {
		struct str inside = page, action = attribute(a, tag, "action");
		size_t     end;

		if (!str_eq_nocase(attribute(a, tag, "method"), S("post")))
			continue;
		if (str_find(page, S("</form"), &end))
			inside.n = end;
		if (action.n && str_find(action, S("?"), &end))
			action.n = end;
		if (!hidden_take(a, inside, fields, &found) ||
		    (fields->whole && !(inputs_take(a, inside, &found) && texts_take(a, inside, &found) &&
		                lists_take(a, inside, &found))))
			continue;
		if (str_eq(action, path)) {
			*fields = found;
			return true;
		}
		if (!have && action.n == 0) {
			fallback = found;
			have = true;
		}
	}
	if (have)
		*fields = fallback;
	return have;
}
