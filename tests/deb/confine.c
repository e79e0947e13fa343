/*
 * confine NAMES COMMAND...: runs a command as systemd runs a unit, as far as calls go.
 *
 * NAMES is a file of system calls, one a line, that are allowed; all others fail with
 * EPERM (SystemCallErrorNumber=EPERM). Memory that can be written is never run
 * (MemoryDenyWriteExecute), nor does anybody get new rights.
 */
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

static int names_allow(scmp_filter_ctx f, const char *path)
{
	char  line[128];
	int   n = 0;
	FILE *in = fopen(path, "r");

	while (in && fgets(line, sizeof(line), in)) {
		int call;

		line[strcspn(line, "\n")] = '\0';
		call = seccomp_syscall_resolve_name(line);
		/* Names of other machines are in the lists too. */
		if (call != __NR_SCMP_ERROR && seccomp_rule_add(f, SCMP_ACT_ALLOW, call, 0) == 0)
			n++;
	}
	if (in)
		fclose(in);
	return n;
}

static int never_run(scmp_filter_ctx f)
{
	return seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(mmap), 1,
	                        SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_WRITE | PROT_EXEC, PROT_WRITE | PROT_EXEC)) ||
	       seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(mprotect), 1,
	                        SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
}

/* Two filters, as systemd has them: a call passes when both let it. */
static int confine(const char *path)
{
	scmp_filter_ctx memory = seccomp_init(SCMP_ACT_ALLOW), calls = seccomp_init(SCMP_ACT_ERRNO(EPERM));

	if (!memory || !calls || names_allow(calls, path) < 100 || never_run(memory))
		return -1;
	/* This one still has to load the second and to run the command. */
	seccomp_rule_add(calls, SCMP_ACT_ALLOW, SCMP_SYS(execve), 0);
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || seccomp_load(memory) || seccomp_load(calls);
}

int main(int argc, char **argv)
{
	if (argc < 3 || confine(argv[1])) {
		fprintf(stderr, "confine: the filter of %s cannot be loaded\n", argc > 1 ? argv[1] : "nothing");
		return 126;
	}
	execvp(argv[2], argv + 2);
	return 127;
}
