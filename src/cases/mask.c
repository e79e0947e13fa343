#include "cases/mask.h"

#include "base/buf.h"
#include "base/text.h"

/* One code point with its place; digits and letters already folded to ASCII. */
struct sign {
	size_t   at;
	uint32_t c;
};

struct signs {
	struct sign *v;
	size_t       n;
	size_t       bytes;
};

static uint32_t plain(uint32_t c)
{
	return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c;     /* full-width to ASCII */
}

static bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_alnum(uint32_t c)
{
	return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_han(uint32_t c)
{
	return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c >= 0x20000;
}

static bool one_of(uint32_t c, const char *list)
{
	struct str s = str_of(list);

	while (s.n)
		if (utf8_next(&s) == c)
			return true;
	return false;
}

static struct signs signs_of(struct arena *a, struct str text)
{
	struct signs s = { ARENA_ARRAY(a, struct sign, text.n + 1), 0, text.n };
	struct str   rest = text;

	while (rest.n) {
		size_t at = text.n - rest.n;

		s.v[s.n++] = (struct sign){ at, plain(utf8_next(&rest)) };
	}
	return s;
}

/* A run of digits in which people put blanks, hyphens or dots; X may end it. */
static size_t number_at(const struct signs *s, size_t i, enum mask_kind *kind)
{
	size_t   digits = 0, j = i, end = i;
	uint32_t first = s->v[i].c, second = 0;

	if (i > 0 && (is_alnum(s->v[i - 1].c) || s->v[i - 1].c == '.'))
		return 0;
	for (; j < s->n; j++) {
		uint32_t c = s->v[j].c;

		if (is_digit(c) || ((c == 'X' || c == 'x') && digits == 17)) {
			digits++;
			if (digits == 2)
				second = c;
			end = j + 1;
		} else if (!(c == '-' || c == ' ' || c == 0x2014) || j == i) {
			break;
		}
	}
	if ((digits == 11 && first == '1' && second >= '3') || (first == '0' && digits >= 10 && digits <= 12))
		*kind = MASK_PHONE;
	else if (digits >= 7)
		*kind = MASK_NUMBER;    /* local phone, QQ, identity or bank card */
	else
		return 0;
	return end - i;
}

static size_t plate_at(const struct signs *s, size_t i)
{
	size_t j = i + 2, n = 0;

	if (i + 6 >= s->n || !one_of(s->v[i].c, "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼") ||
	    !((s->v[i + 1].c >= 'A' && s->v[i + 1].c <= 'Z') || (s->v[i + 1].c >= 'a' && s->v[i + 1].c <= 'z')))
		return 0;
	if (j < s->n && (s->v[j].c == 0xB7 || s->v[j].c == 0x2022 || s->v[j].c == ' ' || s->v[j].c == '-'))
		j++;
	while (j < s->n && n < 6 && is_alnum(s->v[j].c))
		j++, n++;
	return n >= 5 ? j - i : 0;
}

static size_t mail_at(const struct signs *s, size_t i)
{
	size_t j = i, dots = 0;

	if (i > 0 && is_alnum(s->v[i - 1].c))
		return 0;
	while (j < s->n && (is_alnum(s->v[j].c) || one_of(s->v[j].c, "._-+")))
		j++;
	if (j == i || j >= s->n || s->v[j].c != '@')
		return 0;
	for (j++; j < s->n && (is_alnum(s->v[j].c) || s->v[j].c == '.' || s->v[j].c == '-'); j++)
		dots += s->v[j].c == '.';
	return dots ? j - i : 0;
}

/* The common surnames; a name is one of them, one or two characters, and what people put around names. */
#define SURNAMES "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程" \
	"苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万" \
	"钱严覃武戴莫孔向汤字普阿茶茹饶鲁施杞左自者罕刀"

static bool follows(const struct signs *s, size_t i, const char *word)
{
	struct str w = str_of(word);

	for (; w.n; i++)
		if (i >= s->n || utf8_next(&w) != s->v[i].c)
			return false;
	return true;
}

static bool any_follows(const struct signs *s, size_t i, const char *const *words)
{
	for (; *words; words++)
		if (follows(s, i, *words))
			return true;
	return false;
}

static bool precedes(const struct signs *s, size_t i, const char *word)
{
	size_t n = utf8_length(str_of(word));

	return i >= n && follows(s, i - n, word);
}

static size_t name_at(const struct signs *s, size_t i)
{
	static const char *const titles[] = { "先生", "女士", "同志", "老师", "师傅", "书记", "主任", "村长", "组长",
		"大爷", "大妈", "大叔", "大婶", "阿姨", "医生", "校长", "支书", "队长", "家的", "老板", "经理", "局长", NULL };
	static const char *const before[] = { "我叫", "名叫", "叫做", "姓名", "姓名：", "姓名:", "联系人", "联系人：", "联系人:",
		"反映人", "反映人：", "村民", "居民", "群众", "邻居", "户主", "本人", NULL };
	bool called = false;

	if (!one_of(s->v[i].c, SURNAMES))
		return 0;
	/* 李先生; 李某某; 村民李某 */
	if (any_follows(s, i + 1, titles))
		return 3;
	for (size_t n = 3; n >= 2; n--)
		if (i + n < s->n && is_han(s->v[i + n - 1].c) && any_follows(s, i + n, titles))
			return n;
	for (size_t k = 0; before[k]; k++)
		called = called || precedes(s, i, before[k]);
	if (!called || i + 1 >= s->n || !is_han(s->v[i + 1].c))
		return 0;
	return i + 2 < s->n && is_han(s->v[i + 2].c) ? 3 : 2;
}

static size_t known_at(const struct signs *s, size_t i, struct str text, const struct str *known, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (known[k].n && str_starts(str_part(text, s->v[i].at, text.n), known[k]))
			return utf8_length(known[k]);
	return 0;
}

size_t mask_find(struct arena *a, struct str text, const struct str *known, size_t n_known,
                 struct mask_span **spans)
{
	struct signs s = signs_of(a, text);
	size_t       found = 0;

	*spans = ARENA_ARRAY(a, struct mask_span, s.n + 1);
	for (size_t i = 0; i < s.n;) {
		enum mask_kind kind = MASK_NAME;
		size_t         n = known_at(&s, i, text, known, n_known);

		if (!n && is_digit(s.v[i].c))
			n = number_at(&s, i, &kind);
		if (!n && (n = plate_at(&s, i)))
			kind = MASK_PLATE;
		if (!n && is_alnum(s.v[i].c) && (n = mail_at(&s, i)))
			kind = MASK_MAIL;
		if (!n && (n = name_at(&s, i)))
			kind = MASK_NAME;
		if (!n) {
			i++;
			continue;
		}
		(*spans)[found++] = (struct mask_span){ s.v[i].at,
			(i + n < s.n ? s.v[i + n].at : text.n) - s.v[i].at, kind };
		i += n;
	}
	return found;
}

struct str mask_apply(struct arena *a, struct str text, const struct mask_span *spans, size_t n)
{
	struct buf b;
	size_t     at = 0;

	/* Every span is replaced by at most its own first character and three stars of one byte. */
	buf_init(&b, a, text.n + 4 * n + 1);
	for (size_t i = 0; i < n; i++) {
		struct str span = str_part(text, spans[i].at, spans[i].n);

		buf_str(&b, str_part(text, at, spans[i].at - at));
		if (spans[i].kind == MASK_NAME)
			buf_str(&b, utf8_head(span, 1));
		buf_lit(&b, "***");
		at = spans[i].at + spans[i].n;
	}
	buf_str(&b, str_part(text, at, text.n - at));
	return buf_view(&b);
}
