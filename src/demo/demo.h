/*
 * demo: an invented county on real places, to try the program and to measure it.
 *
 * Places come from the division table; people, opinions and answers are made
 * up and marked so. Cases go through case_enrol() and case_step() as those of
 * the forms do, with moments that rise over two years. The same seed, county,
 * number and day give the same county, but for passwords, keys and codes.
 */
#ifndef DEMO_DEMO_H
#define DEMO_DEMO_H

/* `lianxin demo --data DIR --county CODE --cases N --seed S`: an exit status. argv[0] is "demo". */
int demo_command(int argc, char **argv);

#endif
