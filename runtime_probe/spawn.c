/* Starts the collector of a bare LD_PRELOAD: double-forked, so that it is no child of the program,
 * and with raw clone without an exit signal, so that not even the short-lived one in between sends
 * SIGCHLD. The collector gets its own session, no descriptor but stderr, and no LD_PRELOAD.
 * SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime_probe/probe.h"

enum { ENVIRONMENT = 1024 };

static pid_t quiet_fork(void)
{
    return (pid_t)syscall(SYS_clone, 0, 0, 0, 0, 0);
}

static void own_descriptors(void)
{
    int null = open("/dev/null", O_RDWR);

    if (null >= 0) {
        dup2(null, STDIN_FILENO);
        if (fcntl(STDERR_FILENO, F_GETFD) < 0)
            dup2(null, STDERR_FILENO);
    }
    dup2(STDERR_FILENO, STDOUT_FILENO); /* the program's stdout is not ours to keep open */
#ifdef SYS_close_range
    syscall(SYS_close_range, 3u, ~0u, 0u);
#endif
}

static void become_collector(const char *binary, const char *wire)
{
    char *env[ENVIRONMENT];
    char *const argv[] = {(char *)binary, (char *)"collect", (char *)"--attach", (char *)wire, NULL};
    size_t n = 0;
    sigset_t none;

    for (char **e = environ; *e && n < ENVIRONMENT - 1; e++)
        if (strncmp(*e, "LD_PRELOAD=", 11) && strncmp(*e, "HEDDLE_WIRE=", 12))
            env[n++] = *e;
    env[n] = NULL;
    own_descriptors();
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(binary, argv, env);
    hd_say("cannot run the collector", binary, "");
}

void hd_spawn_collector(const char *binary, const char *wire)
{
    pid_t pid = quiet_fork();

    if (pid == 0) {
        setsid();
        if (quiet_fork() == 0)
            become_collector(binary, wire);
        syscall(SYS_exit_group, 0);
    }
    if (pid > 0)
        while (waitpid(pid, NULL, __WALL) < 0 && errno == EINTR)
            ;
}
