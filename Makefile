# lianxin: one non-recursive Makefile. README names the two commands that
# matter (make run, make test); `make help` lists the rest.
KIND ?= release
# One short line for each file; V=1 shows the commands.
V    ?= 0
ifeq ($(V),0)
Q    := @
say   = @printf '  %-7s %s\n' '$(1)' '$(strip $(2))'
endif
B    := build/$(KIND)
G    := $(B)/gen
T    := build/tools
CC   := gcc
PORT ?= 8080
DATA ?= data

PKGS     := libmicrohttpd libsodium icu-uc icu-i18n yaml-0.1 jansson xlsxwriter libqrencode libbrotlidec libpq libjpeg libpng libwebp libseccomp libzip expat liboath pangocairo
WARN     := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
            -Wvla -Wwrite-strings -Wformat=2 -Wundef -Werror
HARDEN   := -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection \
            -fcf-protection=full -ftrivial-auto-var-init=zero -fPIE
OPT_release := -O2 -g $(HARDEN)
OPT_debug   := -Og -g
OPT_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
OPT_tsan    := -O1 -g -fsanitize=thread
OPT_cov     := -O0 -g --coverage
OPT_fuzz    := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
LD_release  := -pie -Wl,-z,relro,-z,now,-z,noexecstack
LD_asan     := -fsanitize=address,undefined
LD_tsan     := -fsanitize=thread
LD_cov      := --coverage
LD_fuzz     := -fsanitize=address,undefined
ifeq ($(KIND),fuzz)
CC := clang
endif

# Only asked for when something is compiled, so that set-up can run first.
pkg_cflags = $(shell pkg-config --cflags $(PKGS))
pkg_libs   = $(shell pkg-config --libs $(PKGS)) -lpthread -lm
CFLAGS   = -std=c17 -D_GNU_SOURCE $(WARN) $(OPT_$(KIND)) -Isrc -I$(G) -include src/base/banned.h $(pkg_cflags)

NPM      := web/node_modules/.installed-lock
SQLITE   := web/node_modules/better-sqlite3/deps/sqlite3
SQL      := $(wildcard src/*/*.sql)
HTML     := $(wildcard src/*/*.html)
PO       := $(wildcard src/*/zh_CN.po src/*/en.po)
SCHEMA   := $(wildcard schema/sqlite/*.sql)
SCHEMA_PG := $(wildcard schema/postgres/[0-9]*.sql)
STATIC   := $(wildcard src/web/static/*)
PACKS    := $(wildcard packs/*.yaml)
SRC      := $(filter-out %_test.c %_fuzz.c,$(wildcard src/*/*.c))
TESTS    := $(wildcard src/*/*_test.c)
FUZZ     := $(wildcard src/*/*_fuzz.c)
GEN_C    := $(SQL:src/%.sql=$(G)/%.q.c) $(HTML:src/%.html=$(G)/%.t.c) \
            $(G)/types.c $(G)/msg.c $(G)/assets.c \
            $(G)/migrations.c $(G)/postgres_migrations.c $(G)/copy_tables.c
OBJ      := $(SRC:src/%.c=$(B)/obj/%.o) $(GEN_C:$(G)/%.c=$(B)/obj/gen/%.o) $(B)/obj/blobs.o
TEST_BIN := $(TESTS:src/%.c=$(B)/test/%)
SEED_BIN := $(FUZZ:src/%.c=$(B)/replay/%)
FUZZ_BIN := $(FUZZ:src/%.c=$(B)/fuzz/%)
STAMPS   := $(G)/queries.stamp $(G)/pages.stamp $(G)/msg.stamp $(G)/assets.stamp

.PHONY: all run test nightly bench install-needs install-tests install-nightly tools-only units seeds fuzzers clean help check-code check-clang deb
.SECONDARY:
.DELETE_ON_ERROR:

all: $(B)/lianxin
	@cp -f $(B)/lianxin lianxin

help:
	@echo "make run      install what is missing, build, load the demonstration county, serve it"
	@echo "make test     install, build, pass every test; ends with 'N passed, N failed'"
	@echo "make          the release program ./lianxin     KIND=debug|asan|tsan|cov|fuzz elsewhere under build/"
	@echo "make bench    measure (writes bench/last.txt)   make nightly   the slow checks"
	@echo "make deb      the Debian package, under build/deb"

# Builds on all processors and says how long it took.
timed = sh tools/timed.sh $(MAKE) --no-print-directory -j$$(nproc)

# ---- the two commands ----
install-needs:
	@sh tools/setup.sh run
install-tests:
	@sh tools/setup.sh test
install-nightly:
	@sh tools/setup.sh nightly

run: install-needs
	@$(timed) all
	@sh tools/run.sh "$(DATA)" "127.0.0.1:$(PORT)"

test: install-tests
	@$(timed) all
	@$(timed) KIND=asan $(build_asan)
	@sh tests/run.sh

bench: all
	@bash bench/run.sh

deb: all
	@sh packaging/deb.sh

nightly: install-nightly
	@$(timed) all
	@$(timed) KIND=asan $(build_asan)
	@sh tests/nightly.sh

build_asan = build/asan/lianxin build/asan/play units seeds build/tools/codecheck

units: $(TEST_BIN)
seeds: $(SEED_BIN)
fuzzers: $(FUZZ_BIN)

# ---- the program ----
$(B)/lianxin: $(B)/obj/main.o $(B)/liblianxin.a $(B)/obj/sqlite3.o
	$(call say,link,$@)
	$(Q)$(CC) $(OPT_$(KIND)) $(LD_$(KIND)) -o $@ $^ $(pkg_libs)

$(B)/liblianxin.a: $(OBJ)
	@rm -f $@
	@ar rcs $@ $(OBJ)

$(B)/obj/%.o: src/%.c | $(STAMPS)
	@mkdir -p $(@D)
	$(call say,cc,$<)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/obj/gen/%.o: $(G)/%.c | $(STAMPS)
	@mkdir -p $(@D)
	$(call say,cc,$<)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

# The amalgamation is compiled once, with our options and without our warnings; under asan without UBSan, which its authors
# run themselves and which costs each of our tests a tenth of its time.
comma := ,
$(B)/obj/sqlite3.o: $(SQLITE)/sqlite3.c src/db/sqlite_options.txt
	@mkdir -p $(@D)
	$(call say,cc,sqlite3.c)
	$(Q)$(CC) -std=gnu17 $(subst $(comma)undefined,,$(OPT_$(KIND))) -w $$(grep -v '^#' src/db/sqlite_options.txt) -c -o $@ $<

# sqlite3.h is ours, not the system's.
$(B)/obj/db/%.o $(B)/obj/gen/db/%.o $(B)/obj/search/%.o $(B)/test/%: CFLAGS += -I$(SQLITE)

$(B)/test/%: src/%.c $(B)/liblianxin.a $(B)/obj/sqlite3.o
	@mkdir -p $(@D)
	$(call say,link,$@)
	$(Q)$(CC) $(CFLAGS) $(LD_$(KIND)) -MMD -MP -MF $@.d -o $@ $< $(B)/liblianxin.a $(B)/obj/sqlite3.o $(pkg_libs)

# Programs that are hurt on purpose, and that measure one room.
$(B)/fault/% $(B)/bench/%: CFLAGS += -I$(SQLITE)
$(B)/fault/%: tests/fault/%.c $(B)/liblianxin.a $(B)/obj/sqlite3.o
	@mkdir -p $(@D)
	$(call say,link,$@)
	$(Q)$(CC) $(CFLAGS) $(LD_$(KIND)) -MMD -MP -MF $@.d -o $@ $< $(B)/liblianxin.a $(B)/obj/sqlite3.o $(pkg_libs)
$(B)/bench/%: bench/%.c $(B)/liblianxin.a $(B)/obj/sqlite3.o
	@mkdir -p $(@D)
	$(call say,link,$@)
	$(Q)$(CC) $(CFLAGS) $(LD_$(KIND)) -MMD -MP -MF $@.d -o $@ $< $(B)/liblianxin.a $(B)/obj/sqlite3.o $(pkg_libs)

# Seeds are replayed without a fuzzer: the target and a main that feeds it files.
$(B)/replay/%: src/%.c tests/replay.c $(B)/liblianxin.a $(B)/obj/sqlite3.o
	@mkdir -p $(@D)
	$(call say,link,$@)
	$(Q)$(CC) $(CFLAGS) $(LD_$(KIND)) -o $@ $< tests/replay.c $(B)/liblianxin.a $(B)/obj/sqlite3.o $(pkg_libs)

$(B)/fuzz/%: src/%.c $(B)/liblianxin.a $(B)/obj/sqlite3.o
	@mkdir -p $(@D)
	$(call say,link,$@)
	$(Q)$(CC) $(CFLAGS) -fsanitize=fuzzer $(LD_$(KIND)) -o $@ $< $(B)/liblianxin.a $(B)/obj/sqlite3.o $(pkg_libs)

# ---- test and bench programs ----
$(B)/play: $(wildcard tests/http/play*.c) tests/http/page_form.c $(B)/liblianxin.a $(B)/obj/sqlite3.o
	@mkdir -p $(@D)
	$(call say,link,$@)
	$(Q)$(CC) $(CFLAGS) -Itests/http $(LD_$(KIND)) -o $@ $^ $(pkg_libs) -lcurl

$(B)/load: private CFLAGS += -I$(SQLITE)
$(B)/load: $(addprefix bench/,load.c wire.c submit.c verify.c plan.c) $(B)/liblianxin.a $(B)/obj/sqlite3.o $(wildcard bench/*.h)
	@mkdir -p $(@D)
	$(call say,link,$@)
	$(Q)$(CC) $(CFLAGS) -Ibench $(LD_$(KIND)) -o $@ $(filter-out %.h,$^) $(pkg_libs)

$(B)/bare_pq: bench/bare_pq.c $(B)/liblianxin.a $(B)/obj/sqlite3.o
	@mkdir -p $(@D)
	$(call say,link,$@)
	$(Q)$(CC) $(CFLAGS) $(LD_$(KIND)) -o $@ $^ $(pkg_libs)

$(B)/confine: tests/deb/confine.c
	@mkdir -p $(@D)
	$(call say,link,$@)
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE $(WARN) -O1 -o $@ $< $$(pkg-config --cflags --libs libseccomp)

# ---- tools and what they make ----
$(T)/mkquery: tools/mkquery.c $(wildcard tools/mkquery_*.c) tools/tool.c tools/types.c $(T)/sqlite3.o | $(NPM)
	@mkdir -p $(@D)
	$(call say,tool,$@)
	$(Q)gcc -std=c17 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Wno-unused-parameter -Itools -I$(SQLITE) -o $@ $(filter %.c %.o,$^) -lpthread -lm

$(T)/mkcopy: tools/mkcopy.c tools/tool.c $(T)/sqlite3.o | $(NPM)
	@mkdir -p $(@D)
	$(call say,tool,$@)
	$(Q)gcc -std=c17 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Itools -I$(SQLITE) -o $@ $(filter %.c %.o,$^) -lpthread -lm

$(T)/sqlite3.o: $(SQLITE)/sqlite3.c src/db/sqlite_options.txt
	@mkdir -p $(@D)
	$(call say,cc,sqlite3.c for the tools)
	$(Q)gcc -O1 -w $$(grep -v '^#' src/db/sqlite_options.txt) -DSQLITE_ENABLE_COLUMN_METADATA -c -o $@ $<

$(T)/%: tools/%.c tools/tool.c tools/types.c $(wildcard tools/*.h)
	@mkdir -p $(@D)
	$(call say,tool,$@)
	$(Q)gcc -std=c17 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Itools -o $@ $(filter %.c,$^)

$(SQLITE)/sqlite3.c: | $(NPM)
$(NPM):
	@sh tools/setup.sh run

$(T)/mktpl: tools/html_place.c

$(G)/queries.stamp: $(T)/mkquery $(SQL) $(SCHEMA) schema/types.txt schema/tables.txt
	@mkdir -p $(G)
	$(call say,make,typed queries)
	$(Q)$(T)/mkquery -s schema/sqlite -t schema/types.txt -k schema/tables.txt -o $(G) $(SQL)
	@touch $@

$(G)/pages.stamp: $(T)/mktpl $(HTML)
	@mkdir -p $(G)
	$(call say,make,pages)
	$(Q)$(T)/mktpl -o $(G) $(HTML)
	@touch $@

$(G)/msg.stamp: $(T)/mkmsg $(PO) schema/types.txt
	@mkdir -p $(G)
	$(call say,make,messages)
	$(Q)$(T)/mkmsg -t schema/types.txt -o $(G) $(PO)
	@touch $@

$(G)/assets.stamp: $(T)/embed $(STATIC) build/share/map.js
	@mkdir -p $(G)
	$(call say,make,static files)
	$(Q)$(T)/embed -o $(G) $(STATIC) build/share/map.js build/share/map.css
	@touch $@

# Leaflet and the few lines that use it, for maps with tiles; no other page loads it.
build/share/map.js: web/map.mjs | $(NPM)
	@mkdir -p $(@D)
	$(Q)web/node_modules/.bin/esbuild $< --bundle --minify --loader:.png=empty --legal-comments=inline \
		--target=es2020 --log-level=warning --outfile=$@

$(G)/migrations.c: $(T)/mkschema $(SCHEMA)
	@mkdir -p $(G)
	$(Q)$(T)/mkschema $(SCHEMA) > $@.new && mv $@.new $@

$(G)/postgres_migrations.c: $(T)/mkschema $(SCHEMA_PG)
	@mkdir -p $(G)
	$(Q)$(T)/mkschema -p $(SCHEMA_PG) > $@.new && mv $@.new $@

$(G)/copy_tables.c: $(T)/mkcopy $(SCHEMA) schema/tables.txt
	@mkdir -p $(G)
	$(Q)$(T)/mkcopy -k schema/tables.txt $(SCHEMA) > $@.new && mv $@.new $@

# Headers too, so that make looks at their new times before it says who needs them.
$(SQL:src/%.sql=$(G)/%.q.c) $(SQL:src/%.sql=$(G)/%.q.h) $(G)/types.c $(G)/types.h $(G)/queries.h: $(G)/queries.stamp ;
$(HTML:src/%.html=$(G)/%.t.c) $(HTML:src/%.html=$(G)/%.t.h): $(G)/pages.stamp ;
$(G)/msg.c $(G)/msg.h: $(G)/msg.stamp ;
$(G)/assets.c $(G)/assets.h: $(G)/assets.stamp ;

# Data tables that the binary carries: divisions, holidays, packs.
build/share/regions.br: tools/regions.mjs web/package-lock.json | $(NPM)
	@mkdir -p $(@D)
	$(call say,make,the division table (half a minute))
	$(Q)node tools/regions.mjs build/share
build/share/holidays.tsv: tools/calendar.mjs web/package-lock.json | $(NPM)
	@mkdir -p $(@D)
	$(Q)node tools/calendar.mjs build/share
build/share/initials.txt: tools/pinyin.mjs web/package-lock.json | $(NPM)
	@mkdir -p $(@D)
	$(Q)node tools/pinyin.mjs build/share
$(B)/obj/blobs.o: src/blobs.S build/share/regions.br build/share/holidays.tsv build/share/initials.txt $(PACKS)
	@mkdir -p $(@D)
	$(Q)gcc -c -o $@ $<

check-code: $(T)/codecheck $(T)/mkmsg
	@$(T)/mkmsg -t schema/types.txt -o build/tools/gen $(PO) -u $(SRC) $(wildcard src/*/*.h) $(HTML) $(PACKS)
	$(T)/codecheck $(wildcard src/*/*.c src/*/*.h src/*.c tools/*.c tools/*.h)

# Another compiler reads everything, and says what gcc does not see.
CLANG = xargs -P $$(nproc) -n 12 clang -fsyntax-only -std=c17 -D_GNU_SOURCE $(WARN) $(pkg_cflags) $$(pkg-config --cflags libcurl)
check-clang: $(G)/queries.stamp $(G)/pages.stamp $(G)/msg.stamp $(G)/assets.stamp
	@ls src/*.c src/*/*.c bench/*.c tests/*.c tests/http/*.c tests/deb/*.c tests/fault/*.c | \
		$(CLANG) -Isrc -I$(G) -Ibench -Itests/http -I$(SQLITE) -include src/base/banned.h
	@ls tools/*.c | $(CLANG) -Wno-unused-parameter -Wno-format-nonliteral -Itools -I$(SQLITE)

clean:
	rm -rf build lianxin

-include $(shell find $(B) -name '*.d' 2>/dev/null)
