/* lianxin: the list of commands and the one list of rooms. */
#include <stdio.h>

#include "admin/admin.h"
#include "base/str.h"
#include "cases/cases.h"
#include "command/command.h"
#include "demo/demo.h"
#include "directory/directory.h"
#include "drive/drive.h"
#include "figures/figures.h"
#include "file/file.h"
#include "link/link.h"
#include "obligation/obligation.h"
#include "deputy/deputy.h"
#include "pack/pack.h"
#include "people/people.h"
#include "place/place.h"
#include "post/post.h"
#include "print/print.h"
#include "standard/standard.h"
#include "station/station.h"
#include "unit/unit.h"
#include "web/layout.h"

static const struct route *const all_rooms[] = {
	http_routes, web_routes, station_routes, resident_routes, case_routes, place_routes, people_routes, pack_routes, admin_routes,
	obligation_routes, standard_routes, file_routes, deputy_routes,
	post_routes, drive_routes, link_routes, unit_routes, print_routes, figures_routes, directory_routes,
	NULL,
};
const struct route_table rooms = { all_rooms };

static const struct command {
	const char *name;
	int       (*run)(int argc, char **argv);
	const char *help;
} commands[] = {
	{ "init",    init_command,    "--data DIR --county CODE --pack FILE    set up a county: places and first officers" },
	{ "serve",   serve_command,   "--data DIR --listen ADDR:PORT    serve the data folder" },
	{ "demo",    demo_command,    "--data DIR --county CODE --cases N --seed S    make a demonstration county" },
	{ "check",   check_command,   "--data DIR    recompute and compare; exit 1 on any difference" },
	{ "backup",  backup_command,  "--data DIR --out FOLDER [--with-key]    copy while serving" },
	{ "restore", restore_command, "--data DIR --from FOLDER    verify a backup and put it back" },
	{ "copy",    copy_command,    "--from PLACE --to PLACE [--data DIR]    a folder into a database or back" },
	{ "region",  region_command,  "import --data DIR    load the division table of the country" },
	{ "pack",    pack_command,    "check|load|export|show ...    local rules as files" },
	{ "access",  access_command,  "print who may open which door" },
	{ "deputy",  deputy_command,  "import|export|template|undo --data DIR --county CODE FILE    tables of deputies" },
	{ "directory", directory_command, "rebuild --data DIR    compare the directory of the country and mend it" },
	{ "user",    user_command,    "--data DIR list|add|grant|link|password|disable|second-off ...    accounts" },
};

static int usage(FILE *to, int status)
{
	fputs("lianxin " LIANXIN_VERSION "\n", to);
	for (size_t i = 0; i < COUNT(commands); i++)
		fprintf(to, "  lianxin %-8s %s\n", commands[i].name, commands[i].help);
	return status;
}

int main(int argc, char **argv)
{
	struct str word = argc > 1 ? str_of(argv[1]) : S("");

	/* Ourselves, as the process that makes a picture anew: nothing that a person types. */
	if (str_eq(word, S("picture")))
		return picture_command(argc - 1, argv + 1);
	if (str_eq(word, S("--version"))) {
		puts("lianxin " LIANXIN_VERSION);
		return 0;
	}
	if (str_eq(word, S("--help")) || str_eq(word, S("help")))
		return usage(stdout, 0);
	for (size_t i = 0; i < COUNT(commands); i++)
		if (str_eq(word, str_of(commands[i].name)))
			return commands[i].run(argc - 1, argv + 1);
	if (word.n)
		fprintf(stderr, "lianxin: there is no command '%s'\n", argv[1]);
	return usage(stderr, 2);
}
