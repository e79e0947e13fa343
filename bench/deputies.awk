# A table of many people, from the one that a county gave out: each row is one of its rows with a name, a telephone
# and a certificate of its own. awk -v rows=100000 -v seed=1 -f bench/deputies.awk county.csv
BEGIN {
	FS = OFS = ","
	srand(seed)
	n_first = split("王 李 张 刘 陈 杨 黄 赵 周 吴 徐 孙 马 朱 胡 郭 何 高 林 罗 段 茶 禹 字 欧阳", first, " ")
	n_given = split("伟 芳 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 兰 霞 平 刚 桂 英 建 国 文 秀 玉 春 金 志", given, " ")
}
NR == 1 { sub(/\r$/, ""); print; next }
# Whole rows only: a text in quotes may hold what parts cells.
!/"/ && NF == 25 { sub(/\r$/, ""); of[++n] = $0 }
END {
	for (i = 1; i <= rows && n; i++) {
		$0 = of[int(rand() * n) + 1]
		$1 = $3 = ""
		$2 = first[int(rand() * n_first) + 1] given[int(rand() * n_given) + 1] given[int(rand() * n_given) + 1] "（示例）"
		$13 = "量" i
		$15 = sprintf("199%08d", 40000000 + i)
		print
	}
}
