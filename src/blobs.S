/* Data tables carried inside the program: each as NAME and NAME_end. */
	.section .rodata
	.macro blob name, file
	.global \name
	.global \name\()_end
	.balign 16
\name:
	.incbin "\file"
\name\()_end:
	.byte 0
	.endm

	blob blob_regions, "build/share/regions.br"
	blob blob_holidays, "build/share/holidays.tsv"
	blob blob_initials, "build/share/initials.txt"
	blob blob_pack_base, "packs/base.yaml"
	blob blob_pack_changning, "packs/changning.yaml"
	blob blob_pack_eryuan, "packs/eryuan.yaml"
	blob blob_pack_henan_mongol, "packs/henan-mongol.yaml"
	blob blob_pack_luji, "packs/luji.yaml"
	blob blob_pack_shuangqing, "packs/shuangqing.yaml"
	blob blob_pack_xinxiang, "packs/xinxiang.yaml"

	.section .note.GNU-stack,"",@progbits
