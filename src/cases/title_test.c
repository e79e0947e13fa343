/* The title a case gets from its words when nobody wrote one. */
#include "cases/case_private.h"

#include "base/tap.h"

int main(void)
{
	static const struct { const char *words, *title;
	} rows[] = {
		{ "路灯不亮", "路灯不亮" },
		{ "路灯不亮。晚上一片漆黑。", "路灯不亮" },
		{ "村小学的电路老化，一开大功率电器就跳闸", "村小学的电路老化，一开大功率电器就跳闸" },
		{ "新华社区到田园镇的这段路坑坑洼洼，大的坑有30公分宽，请修一修", "新华社区到田园镇的这段路坑坑洼洼" },
		{ "停水，已经停了三天，洗衣做饭都要到河边挑，希望早点修好", "停水，已经停了三天，洗衣做饭都要到河边挑" },
		{ "您好！我们村的路灯坏了", "我们村的路灯坏了" },
		{ "您好，尊敬的代表：校车不来。", "校车不来" },
		{ "我是九甲社区的村民，村里的水又停了", "村里的水又停了" },
		{ "向代表反映一件事：这一个多月，电压低得灯都不亮。", "电压低得灯都不亮" },
		{ "最近老停水，洗衣做饭都要到河边挑", "最近老停水，洗衣做饭都要到河边挑" },
		{ "我们8户人家一起反映：今年以来，路面坑坑洼洼", "路面坑坑洼洼" },
		{ "最近20天，老街的变压器天天跳闸", "老街的变压器天天跳闸" },
		{ "我是谁", "我是谁" },
		{ "您好", "您好" },
		{ "停电！！", "停电" },
		{ "第一行说什么\n第二行", "第一行说什么" },
		{ "从新城社区通到田园镇政府门口的那条老水泥路两边没有护栏也没有路灯", "从新城社区通到田园镇政府门口的那条老水泥路两边没…" },
		{ "  水压不够  ", "水压不够" },
		{ "The street lamp is broken, please mend it soon", "The street lamp is broke…" },
		{ "", "" },
	};
	struct arena *a = arena_new(64 * 1024);

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str title = case_title_of(a, str_of(rows[i].words));

		tap_ok(str_eq(title, str_of(rows[i].title)), "row %zu is called '%.*s'", i, (int)title.n, title.p);
	}
	arena_free(a);
	return tap_done();
}
