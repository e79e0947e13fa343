/* Puts phrases together: opinions, answers, notes. Slots are filled by the tale's dice. */
#include "demo/words.h"

#include "base/buf.h"
#include "base/text.h"

#define TEXT_MAX 2000           /* bytes; the longest text stays well below */
#define PICK(dice, list) ((list)[dice_below((dice), COUNT(list))])

/* What stands before the matter itself; most say nothing. */
static const char *const openings[] = {
	"", "", "", "", "", "", "", "", "您好，", "代表您好，", "向代表反映一件事：", "我是{v}的村民。",
	"我们{n}户人家一起反映：", "想请人大代表帮忙反映：", "听说站里可以提意见，", "替家里老人反映：",
	"我家在{v}{g}，",
};

static const char *const since[] = {
	"", "", "", "从{m}开始，", "今年以来，", "最近{d}天，", "半年多了，", "去年底到现在，", "这一个多月，",
	"这段时间，", "说了好几次了，",
};

static const char *const spots[] = {
	"村口", "小学门口", "老晒场", "卫生室旁边", "水库边", "桥头", "农贸市场", "公交站台", "村委会门口",
	"活动广场", "老街", "茶厂路口", "三岔路口", "河边", "蓄水池旁边", "大榕树下", "粮站旁边", "敬老院门口",
	"幼儿园门口", "文化室", "养殖小区", "合作社仓库", "变压器旁边", "取水点", "篮球场", "安置点",
	"石拱桥", "烟站旁边", "加油站对面", "水电站路口",
};

static const char *const tails[] = {
	"涉及{h}户、{N}多人。", "前面跟村里说过{n}次，还没有结果。", "隔壁村已经解决了，我们也盼着。",
	"大家都很着急。", "如果暂时办不了，也请给个说法。", "需要我们出工出力都可以。", "照片可以来看现场拍。",
	"请不要拖到明年。", "去年也有人提过。", "{v}{g}的人都可以作证。",
	"听说年底前有一批项目，盼望能排上。", "我平时在外面做工，可以打电话联系。", "村民小组开会时大家一致提出来。",
};

/* One slot: the letter between the braces. */
static void slot_put(struct buf *b, struct tale *t, char letter)
{
	struct ymd d = day_split(t->day);

	switch (letter) {
	case 'v': buf_str(b, t->village); break;
	case 't': buf_str(b, t->town); break;
	case 'n': buf_int(b, dice_range(&t->dice, 2, 9)); break;
	case 'N': buf_int(b, dice_range(&t->dice, 11, 95)); break;
	case 'd': buf_int(b, dice_range(&t->dice, 3, 25)); break;
	case 'h': buf_int(b, dice_range(&t->dice, 30, 420)); break;
	case 'g': buf_int(b, dice_range(&t->dice, 1, 16)), buf_lit(b, "组"); break;
	case 'm':
		buf_int(b, (d.month + 10 - dice_range(&t->dice, 0, 2)) % 12 + 1), buf_lit(b, "月");
		break;
	case 'p':
		buf_str(b, t->village);
		if (dice_per_mille(&t->dice, 450))
			slot_put(b, t, 'g');
		buf_z(b, PICK(&t->dice, spots));
		break;
	default:
		break;
	}
}

static void fill(struct buf *b, struct tale *t, const char *pattern)
{
	for (; *pattern; pattern++) {
		if (*pattern != '{') {
			buf_char(b, *pattern);
			continue;
		}
		slot_put(b, t, pattern[1]);
		pattern += 2;           /* the letter, then the brace */
	}
}

static struct buf text_new(struct arena *a)
{
	struct buf b;

	buf_init(&b, a, TEXT_MAX);
	return b;
}

struct str tale_words(struct arena *a, const struct tale *tale)
{
	struct tale t = *tale;
	struct buf  b = text_new(a);
	size_t      tail, more;

	fill(&b, &t, PICK(&t.dice, openings));
	fill(&b, &t, PICK(&t.dice, since));
	fill(&b, &t, PICK(&t.dice, t.matter->what));
	buf_lit(&b, "，");
	fill(&b, &t, PICK(&t.dice, t.matter->harm));
	buf_lit(&b, "。");
	fill(&b, &t, PICK(&t.dice, t.matter->wish));
	buf_lit(&b, "。");
	/* Tails are drawn without doubling: from a random one on. */
	tail = dice_below(&t.dice, COUNT(tails));
	more = dice_below(&t.dice, 4);
	for (size_t i = 0; i < COUNT(tails) && (i < more || utf8_length(buf_view(&b)) < 42); i++)
		fill(&b, &t, tails[(tail + 5 * i) % COUNT(tails)]);
	return buf_view(&b);
}

struct str tale_title(struct arena *a, const struct tale *t)
{
	return str_join(a, t->village, str_of(t->matter->title), STR_NONE);
}

static void reply_head(struct buf *b, struct tale *t, struct str by, int round)
{
	static const char *const looked[] = {
		"已到现场查看", "已安排专人核实", "会同{t}和{v}实地了解了情况", "已电话联系反映人并到现场核实",
	};

	buf_lit(b, "您反映的“");
	buf_str(b, t->village);
	buf_z(b, t->matter->title);
	buf_z(b, round > 1 ? "”问题，根据您的评价我们重新办理。" : "”问题收悉。");
	buf_str(b, by);
	fill(b, t, PICK(&t->dice, looked));
	buf_lit(b, "，情况属实。");
}

struct str tale_reply(struct arena *a, const struct tale *tale, enum outcome how, struct str by,
                      struct day day, int round)
{
	static const char *const ends[] = {
		"感谢您对我们工作的关心。", "欢迎继续监督。", "如有新的情况，请随时到联络站反映。", "谢谢您的提醒。",
	};
	static const char *const why_not[] = {
		"按现行规定暂不具备实施条件，已向您当面说明并登记备查",
		"所提事项需要村民大会议定，已请村里列入下次会议",
		"上级正在统一规划，本次先作解释，后续进展在村务公开栏公布",
	};
	struct tale t = *tale;
	struct buf  b = text_new(a);
	struct ymd  d = day_split(day);

	t.day = day;
	t.dice.at += (uint64_t)round;
	reply_head(&b, &t, by, round);
	switch (how) {
	case OUTCOME_SOLVED:
		buf_printf(&b, "截至%d月%d日，已完成", d.month, d.day);
		fill(&b, &t, t.matter->fix);
		buf_z(&b, PICK(&t.dice, ((const char *const[]){ "，问题已经解决。",
						"，并经村民代表验收。", "，目前使用正常。" })));
		break;
	case OUTCOME_RUNNING:
		buf_lit(&b, "目前正在");
		fill(&b, &t, t.matter->fix);
		buf_printf(&b, "，计划%d月底前完成。", d.month % 12 + 1);
		break;
	case OUTCOME_PLANNED:
		buf_printf(&b, "因资金和季节原因，已列入%d年计划：", d.year + 1);
		fill(&b, &t, t.matter->fix);
		buf_lit(&b, "，落实后再向您反馈。");
		break;
	default:
		fill(&b, &t, PICK(&t.dice, why_not));
		buf_lit(&b, "。");
	}
	buf_z(&b, PICK(&t.dice, ends));
	return buf_view(&b);
}

static struct str one_of(struct arena *a, const struct tale *tale, const char *const *list,
	size_t n, struct dice *dice)
{
	struct tale t = *tale;
	struct buf  b = text_new(a);

	t.dice = *dice;
	fill(&b, &t, list[dice_below(&t.dice, n)]);
	*dice = t.dice;
	return buf_view(&b);
}

#define ONE_OF(...) \
	do { \
		static const char *const list[] = { __VA_ARGS__ }; \
		return one_of(a, t, list, COUNT(list), dice); \
	} while (0)

struct str tale_note(
	struct arena *a, const struct tale *t, enum case_event event, struct dice *dice)
{
	switch (event) {
	case CASE_EVENT_RETURN:
		ONE_OF("{t}站可以当场协调，请站里直接答复。", "情况还不清楚，请先到{v}核实后再报。", "属于{v}自己能办的事，请站里办理。");
	case CASE_EVENT_SEND_BACK:
		ONE_OF("经核对，不属于我单位职责，建议改派。", "该路段（点位）管护权不在我单位，建议另行交办。", "已由其他单位立项，建议改由其答复。");
	case CASE_EVENT_CONSULT:
		ONE_OF("到{v}和反映人见面，一起看了现场。",
			"电话联系反映人，说明了办理打算，对方表示理解。",
			"约反映人和村小组长到{p}碰头，商量了办法。", "入户走访{n}户，核对了数字。");
	case CASE_EVENT_NOTE:
		ONE_OF("已查过往年记录，{v}有{n}件同类意见。", "现场照片已存，共{n}张。",
			"与村里核对，涉及{h}户。", "等物料到位后施工，预计还要{d}天。");
	case CASE_EVENT_REFUSE_SIGN:
		ONE_OF("完成时间没有写清楚，请补充。", "请把现场核实的情况写具体。", "结果类别与内容不一致，请再核对。");
	case CASE_EVENT_CALL:
		ONE_OF("没有人接听，改天再打。", "反映人在外务工，约晚上再联系。", "已接通，反映人说想先看看效果再评价。");
	case CASE_EVENT_RELEASE:
		ONE_OF("核对后是正常反映，放行。", "与同时段的其他意见不重复。");
	default:
		return STR_NONE;
	}
}

struct str tale_told(
	struct arena *a, const struct tale *t, enum case_event event, struct dice *dice)
{
	switch (event) {
	case CASE_EVENT_ACCEPT:
		ONE_OF("已受理，我们会尽快办理。", "您的意见已收到，正在核实。", "已受理，近期会到{v}了解情况。");
	case CASE_EVENT_ROUTE:
		ONE_OF("此事由{t}站办理更方便，已转过去。", "已转{t}站统一协调。");
	case CASE_EVENT_ESCALATE:
		ONE_OF("需要有关部门办理，已报上级审核。", "超出站里能办的范围，已上报。");
	case CASE_EVENT_PART:
		ONE_OF("我单位已配合完成现场核查，可提供技术支持。", "涉及我单位的部分已安排，{d}天内配合到位。", "经核对，所需资料已转主办单位。");
	case CASE_EVENT_SUPPLEMENT:
		ONE_OF("补充一点：昨天又出现了同样的情况，{v}{g}有{n}户受影响。",
			"补充：{p}那一段更严重，请一并看看。",
			"已经有人来量过尺寸，不知道是不是这件事。");
	case CASE_EVENT_WITHDRAW:
		ONE_OF("事情已经解决，不用再办了。", "家里商量后决定撤回。", "和{v}说好了，先撤回。");
	default:
		return STR_NONE;
	}
}

struct str tale_remark(struct arena *a, enum rating result, struct dice *dice)
{
	static const char *const good[] = { "", "", "办得快，谢谢。", "有人上门来看过，说得清楚。", "比想的好。" };
	static const char *const fair[] = { "", "还可以，希望再快一点。", "办了一部分。", "有结果就好。" };
	static const char *const bad[] = { "现场没有变化。", "只是打了个电话，没有人来看。",
		"说的完成时间已经过了。", "和我反映的不是一个地方。" };

	(void)a;
	if (result == RATING_SATISFIED)
		return str_of(PICK(dice, good));
	return str_of(result == RATING_FAIRLY ? PICK(dice, fair) : PICK(dice, bad));
}
