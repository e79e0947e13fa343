#include "cases/mask.h"

#include "base/tap.h"

static const struct {
	const char *text, *want, *known;
} rows[] = {
	{ "打我电话13887501234就行", "打我电话***就行", NULL },
	{ "电话１３８ ８７５０ １２３４。", "电话***。", NULL },
	{ "0875-7123456 找值班室", "*** 找值班室", NULL },
	{ "身份证53302419800101123X", "身份证***", NULL },
	{ "车牌云M·12345乱停", "车牌***乱停", NULL },
	{ "云MD12345 挡路", "*** 挡路", NULL },
	{ "村民李大有家的水管", "村民李***家的水管", NULL },
	{ "王老师说没办法", "王***说没办法", NULL },
	{ "我叫杨春花，住三组", "我叫杨***，住三组", NULL },
	{ "反映：罗小山的地", "反映：罗***的地", "罗小山" },
	{ "信箱 a.b@c.cn 可联系", "信箱 *** 可联系", NULL },
	{ "路有8.2公里，修了2019年，6条", "路有8.2公里，修了2019年，6条", NULL },
	{ "田园镇学校的路坏了", "田园镇学校的路坏了", NULL },
	{ "编号 530524-26-000123", "编号 ***", NULL },
};

int main(void)
{
	struct arena *a = arena_new(1 << 14);

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct mask_span *spans;
		struct str        known = str_of(rows[i].known), text = str_of(rows[i].text), got;
		size_t            n = mask_find(a, text, &known, rows[i].known ? 1 : 0, &spans);

		got = mask_apply(a, text, spans, n);
		tap_ok(str_eq(got, str_of(rows[i].want)), "%s -> %.*s", rows[i].text, (int)got.n, got.p);
	}
	arena_free(a);
	return tap_done();
}
