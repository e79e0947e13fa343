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
	blob blob_pack_base, "packs/base.yaml"
	blob blob_pack_changning, "packs/changning.yaml"

	.section .note.GNU-stack,"",@progbits
