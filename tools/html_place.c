#include "html_place.h"

#include <string.h>
#include <strings.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void add_lower(char *name, size_t room, char c)
{
	size_t n = strlen(name);

	if (n + 1 < room) {
		name[n] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
		name[n + 1] = '\0';
	}
}

static bool one_of(const char *word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(word, list[i]) == 0)
			return true;
	return false;
}

static bool is_url_attr(const char *attr)
{
	static const char *const list[] = { "href", "src", "action", "formaction", "poster", "cite",
		"data", "background", "manifest", "xlink:href", "longdesc" };

	return one_of(attr, list, COUNT(list));
}

static bool is_pre(const char *tag)
{
	return strcmp(tag, "pre") == 0 || strcmp(tag, "textarea") == 0;
}

static bool is_raw(const char *tag)
{
	return strcmp(tag, "script") == 0 || strcmp(tag, "style") == 0;
}

static void tag_end(struct html_place *h)
{
	h->place = is_raw(h->tag) ? PLACE_RAW : PLACE_TEXT;
	if (is_pre(h->tag)) {
		h->pre++;
		h->fresh = true;
	}
	h->attr[0] = '\0';
}

static void attr_begin(struct html_place *h, char c)
{
	memset(h->attr, 0, sizeof h->attr);
	memset(h->start, 0, sizeof h->start);
	h->url_begun = false;
	add_lower(h->attr, sizeof h->attr, c);
	h->place = PLACE_NAME;
}

/* Behind '<'. */
static void open_move(struct tool *t, const char *file, int line, struct html_place *h,
                      const char *p, size_t left)
{
	memset(h->tag, 0, sizeof h->tag);
	memset(h->attr, 0, sizeof h->attr);
	h->http_equiv = h->content_value = false;
	if (*p == '/') {
		h->place = PLACE_CLOSE;
	} else if (*p == '!') {
		h->place = left >= 3 && memcmp(p, "!--", 3) == 0 ? PLACE_COMMENT : PLACE_MARKUP;
	} else if (is_letter(*p)) {
		add_lower(h->tag, sizeof h->tag, *p);
		h->place = PLACE_TAG;
	} else {
		tool_complain(t, file, line, "'<' begins no tag here; write &lt;");
		h->place = PLACE_TEXT;
	}
}

/* Between the attributes of a tag. */
static void gap_move(struct tool *t, const char *file, int line, struct html_place *h, char c)
{
	if (c == '>')
		tag_end(h);
	else if (is_blank(c))
		h->place = h->place == PLACE_AFTER_NAME ? PLACE_AFTER_NAME : PLACE_GAP;
	else if (c == '/')
		h->place = PLACE_GAP;
	else if (c == '=' && h->place == PLACE_AFTER_NAME)
		h->place = PLACE_BEFORE_VALUE;
	else if (c == '"' || c == '\'' || c == '<' || c == '=')
		tool_complain(t, file, line,
		              "%c where an attribute should begin; is a quote missing?",
		              c);
	else {
		if (h->place == PLACE_AFTER_VALUE)
			tool_complain(t, file, line, "a blank is missing behind the attribute %s",
			              h->attr);
		attr_begin(h, c);
	}
}

static void value_move(struct tool *t, const char *file, int line, struct html_place *h, char c)
{
	char quote = h->place == PLACE_QUOTED ? '"' : '\'';

	if (h->place == PLACE_BARE) {
		if (c == '>')
			tag_end(h);
		else if (is_blank(c))
			h->place = PLACE_GAP;
		return;
	}
	if (c == quote) {
		h->place = PLACE_AFTER_VALUE;
		return;
	}
	if (c == '<')
		tool_complain(t, file, line, "'<' in the attribute %s: is a quote missing?",
		              h->attr);
	if (is_url_attr(h->attr) && (unsigned char)c <= ' ')
		tool_complain(t, file, line, "a blank in the URL of %s", h->attr);
	if (is_url_attr(h->attr) && !h->url_begun)
		add_lower(h->start, sizeof h->start, c);
}

static void name_move(struct tool *t, const char *file, int line, struct html_place *h, char c)
{
	bool ends = c == '=' || c == '>' || c == '/' || is_blank(c);

	if (ends && strcmp(h->attr, "http-equiv") == 0) {
		h->http_equiv = true;
		if (h->content_value)
			tool_complain(t, file, line, "a value may not stand in a meta http-equiv");
	}
	if (c == '"' || c == '\'' || c == '<')
		tool_complain(t, file, line, "%c in the name of an attribute", c);
	if (c == '=')
		h->place = PLACE_BEFORE_VALUE;
	else if (c == '>')
		tag_end(h);
	else if (c == '/')
		h->place = PLACE_GAP;
	else if (is_blank(c))
		h->place = PLACE_AFTER_NAME;
	else
		add_lower(h->attr, sizeof h->attr, c);
}

static void tag_move(struct html_place *h, char c)
{
	if (c == '>')
		tag_end(h);
	else if (is_blank(c) || c == '/')
		h->place = PLACE_GAP;
	else
		add_lower(h->tag, sizeof h->tag, c);
}

static void close_move(struct html_place *h, char c)
{
	if (c == '>') {
		if (is_pre(h->tag) && h->pre > 0)
			h->pre--;
		h->place = PLACE_TEXT;
	} else if (c != '/' && !is_blank(c)) {
		add_lower(h->tag, sizeof h->tag, c);
	}
}

/* Whether the raw text of <script> or <style> ends at p. */
static bool raw_ends(const struct html_place *h, const char *p, size_t left)
{
	size_t n = strlen(h->tag);

	return left >= n + 2 && p[0] == '<' && p[1] == '/' && strncasecmp(p + 2, h->tag, n) == 0;
}

void html_move(struct tool *t, const char *file, int line, struct html_place *h, const char *p,
               size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char c = p[i];

		h->fresh = false;
		switch (h->place) {
		case PLACE_TEXT:
			if (c == '<')
				h->place = PLACE_OPEN;
			break;
		case PLACE_OPEN:
			open_move(t, file, line, h, p + i, n - i);
			break;
		case PLACE_TAG:
			tag_move(h, c);
			break;
		case PLACE_CLOSE:
			close_move(h, c);
			break;
		case PLACE_GAP:
		case PLACE_AFTER_NAME:
		case PLACE_AFTER_VALUE:
			gap_move(t, file, line, h, c);
			break;
		case PLACE_NAME:
			name_move(t, file, line, h, c);
			break;
		case PLACE_BEFORE_VALUE:
			if (c == '"' || c == '\'')
				h->place = c == '"' ? PLACE_QUOTED : PLACE_SINGLE;
			else if (c == '>')
				tag_end(h);
			else if (!is_blank(c))
				h->place = PLACE_BARE;
			break;
		case PLACE_QUOTED:
		case PLACE_SINGLE:
		case PLACE_BARE:
			value_move(t, file, line, h, c);
			break;
		case PLACE_COMMENT:
			if (c == '>' && i >= 2 && p[i - 1] == '-' && p[i - 2] == '-')
				h->place = PLACE_TEXT;
			break;
		case PLACE_MARKUP:
			if (c == '>')
				h->place = PLACE_TEXT;
			break;
		case PLACE_RAW:
			if (raw_ends(h, p + i, n - i))
				h->place = PLACE_OPEN;
			break;
		}
	}
}

/* Why a value may not stand in this URL, or NULL when it may. */
static const char *url_fault(const struct html_place *h, const char *expr)
{
	const char *s = h->start;

	if (h->url_begun)
		return NULL;
	if (*s == '\0')
		return strncmp(expr, "asset_url(", 10) == 0 ? NULL :
		       "a URL needs a fixed start before the value: / ? # tel: or mailto:";
	if (strcmp(s, "/") == 0)
		return strncmp(expr, "asset(", 6) == 0 ? NULL :
		       "a value right behind the first / could name another site; "
		       "write a fixed first part";
	if (s[0] == '/' && !is_word((unsigned char)s[1]) && !strchr(".-_~?#", s[1]))
		return "a URL with a value may not begin with // or the like";
	if (*s == '/' || *s == '?' || *s == '#' || strncmp(s, "tel:", 4) == 0 ||
	    strncmp(s, "mailto:", 7) == 0)
		return NULL;
	return "a URL with a value must begin with / ? # tel: or mailto:";
}

static enum put attr_value(struct tool *t, const char *file, int line, struct html_place *h,
                           const char *expr)
{
	static const char *const refused[] = { "style", "srcdoc", "srcset", "imagesrcset", "ping",
		"http-equiv", "attributename" };
	const char *fault;

	if (strncmp(h->tag, "animate", 7) == 0 || strcmp(h->tag, "set") == 0) {
		tool_complain(t, file, line, "a value may not stand in <%s>, it can change a URL",
		              h->tag);
		return PUT_NONE;
	}
	if (strncmp(h->attr, "on", 2) == 0 || one_of(h->attr, refused, COUNT(refused))) {
		tool_complain(t, file, line, "a value may not stand in %s=; use a class or data-*",
		              h->attr);
		return PUT_NONE;
	}
	if (strcmp(h->tag, "meta") == 0 && strcmp(h->attr, "content") == 0) {
		if (h->http_equiv)
			tool_complain(t, file, line, "a value may not stand in a meta http-equiv");
		h->content_value = true;
	}
	if (!is_url_attr(h->attr))
		return PUT_ATTR;
	fault = url_fault(h, expr);
	if (fault) {
		tool_complain(t, file, line, "%s=: %s", h->attr, fault);
		return PUT_NONE;
	}
	/* the path of a file of ours is whole already: escaped as an attribute, not a part */
	if (!h->url_begun && h->start[0] == '\0') {
		h->url_begun = true;
		return PUT_ATTR;
	}
	h->url_begun = true;
	return PUT_URL;
}

enum put html_value(struct tool *t, const char *file, int line, struct html_place *h,
                    const char *expr)
{
	static const char *const faults[] = {
		[PLACE_OPEN] = "a value may not be a tag name",
		[PLACE_TAG] = "a value may not be a tag name",
		[PLACE_CLOSE] = "a value may not be a tag name",
		[PLACE_GAP] = "a value may not be an attribute name",
		[PLACE_NAME] = "a value may not be an attribute name",
		[PLACE_AFTER_NAME] = "a value may not be an attribute name",
		[PLACE_AFTER_VALUE] = "a value may not be an attribute name",
		[PLACE_BEFORE_VALUE] = "a value needs double quotes around it",
		[PLACE_BARE] = "a value needs double quotes around it",
		[PLACE_SINGLE] = "a value needs double quotes around it, not single ones",
		[PLACE_COMMENT] = "a value may not stand in a comment",
		[PLACE_MARKUP] = "a value may not stand in <!...>",
		[PLACE_RAW] = "a value may not stand in <script> or <style>; use data-*",
	};

	h->fresh = false;
	if (h->place == PLACE_TEXT)
		return PUT_TEXT;
	if (h->place == PLACE_QUOTED)
		return attr_value(t, file, line, h, expr);
	tool_complain(t, file, line, "%s", faults[h->place]);
	if (h->place == PLACE_OPEN)
		h->place = PLACE_TAG;           /* one complaint is enough */
	return PUT_NONE;
}

static bool between_attrs(const struct html_place *h)
{
	return h->place == PLACE_GAP || h->place == PLACE_AFTER_NAME ||
	       h->place == PLACE_AFTER_VALUE;
}

bool html_join(struct html_place *a, const struct html_place *b)
{
	bool both_begun = a->url_begun && b->url_begun;

	if (a->pre != b->pre || a->http_equiv != b->http_equiv)
		return false;
	if (a->place == PLACE_TEXT && b->place == PLACE_TEXT)
		return true;
	if (strcmp(a->tag, b->tag) != 0)
		return false;
	a->content_value |= b->content_value;
	if (between_attrs(a) && between_attrs(b)) {
		a->place = a->place == PLACE_AFTER_VALUE || b->place == PLACE_AFTER_VALUE
		         ? PLACE_AFTER_VALUE : PLACE_GAP;
		return true;
	}
	return a->place == b->place && strcmp(a->attr, b->attr) == 0 &&
	       (both_begun || (a->url_begun == b->url_begun && strcmp(a->start, b->start) == 0));
}

const char *html_where(const struct html_place *h)
{
	switch (h->place) {
	case PLACE_TEXT:
		return h->pre ? "in the text of <pre> or <textarea>" : "in the text";
	case PLACE_COMMENT:
	case PLACE_MARKUP:
		return "in a comment";
	case PLACE_RAW:
		return tool_format("in <%s>", h->tag);
	case PLACE_QUOTED:
	case PLACE_SINGLE:
	case PLACE_BARE:
		return tool_format("in the attribute %s of <%s>", h->attr, h->tag);
	default:
		return tool_format("in the tag <%s>", h->tag);
	}
}
