#include "directory/directory_private.h"

#include "base/tap.h"

static void test_words(struct arena *a)
{
	static const struct {
		const char *name, *initials, *words;
	} rows[] = {
		{ "王建国", "wjg", "王建国 建国 wjg" },
		{ "李文", "lw", "李文 lw" },
		{ "阿卜杜拉·买买提", "abdlmmt", "阿卜杜拉买买提 卜杜拉买买提 杜拉买买提 拉买买提 买买提 买提 abdlmmt" },
		{ "丽丽丽", "lll", "丽丽丽 lll" },
		{ "Ｌｉ Wei", "LW", "liwei iwei wei ei lw" },
		{ "王", "w", "王 w" },
		{ "（）", "", "" },
		{ "李四", "", "李四" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str *words;
		size_t      n = directory_words(a, str_of(rows[i].name), str_of(rows[i].initials), &words);
		struct str  all = S("");

		for (size_t k = 0; k < n; k++)
			all = str_join(a, all, k ? S(" ") : S(""), words[k], STR_NONE);
		if (!tap_ok(str_eq(all, str_of(rows[i].words)), "words of %s", rows[i].name))
			printf("# %.*s\n", (int)all.n, all.p);
	}
}

static void test_long(struct arena *a)
{
	char        name[3 * 500];
	struct str *words;
	size_t      n;

	for (size_t i = 0; i < sizeof(name); i += 3)
		memcpy(name + i, i % 2 ? "村" : "镇", 3);
	n = directory_words(a, (struct str){ name, sizeof(name) }, S("z"), &words);
	tap_ok(n <= 65 && words[0].n == 3 * WORD_MAX, "a long name has %zu words, none longer than twelve characters", n);
}

int main(void)
{
	struct arena *a = arena_new(1 << 16);

	test_words(a);
	test_long(a);
	arena_free(a);
	return tap_done();
}
