/* Starting and following the watched program; see target.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "collector/target.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/file.h"

enum { SLACK_MS = 5 };

/* Forwarded to the program. CHLD is only read. */
static const int forwarded[] = {SIGTERM, SIGINT,  SIGHUP,   SIGQUIT,
                                SIGUSR1, SIGUSR2, SIGWINCH, SIGCONT};

static void followed_signals(sigset_t *set)
{
    sigemptyset(set);
    for (size_t i = 0; i < sizeof forwarded / sizeof *forwarded; i++)
        sigaddset(set, forwarded[i]);
    sigaddset(set, SIGCHLD);
}

/* LD_PRELOAD with the probe first; what the user preloads stays. */
static void set_environment(const char *probe, const char *wire_dir)
{
    const char *old = getenv("LD_PRELOAD");
    struct hd_buf b = {0};
    hd_buf_str(&b, probe);
    if (old && *old)
        hd_buf_fmt(&b, ":%s", old);
    setenv("LD_PRELOAD", hd_buf_cstr(&b), 1);
    setenv("HEDDLE_DIR", wire_dir, 1);
    setenv("HEDDLE_COLLECTOR", "none", 1);
    hd_buf_free(&b);
}

_Noreturn static void become(char *const argv[], const char *probe, const char *wire_dir,
                             const sigset_t *mask, int report)
{
    set_environment(probe, wire_dir);
    sigprocmask(SIG_SETMASK, mask, NULL);
    execvp(argv[0], argv);
    int e = errno;
    ssize_t n = write(report, &e, sizeof e);
    _exit(n == sizeof e ? 127 : 126);
}

/* Reads the errno of a failed exec; 0 when the exec went well and closed the pipe. */
static int exec_error(int fd)
{
    int e = 0;
    ssize_t n;
    do {
        n = read(fd, &e, sizeof e);
    } while (n < 0 && errno == EINTR);
    return n == sizeof e ? e : 0;
}

static int open_descriptors(struct hd_target *t)
{
    sigset_t set;
    followed_signals(&set);
    t->signalfd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    t->pidfd = (int)syscall(SYS_pidfd_open, t->pid, 0);
    return t->signalfd < 0 ? -1 : 0;
}

int hd_target_start(struct hd_target *t, char *const argv[], const char *probe,
                    const char *wire_dir, int *status, struct hd_err *err)
{
    *t = (struct hd_target){.pidfd = -1, .signalfd = -1, .grace_ms = 2000};
    *status = 1;
    int report[2];
    sigset_t set, old;
    if (pipe2(report, O_CLOEXEC) < 0)
        return hd_fail_errno(err, "cannot start %s", argv[0]);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    followed_signals(&set);
    sigprocmask(SIG_BLOCK, &set, &old);
    t->pid = fork();
    if (t->pid == 0)
        become(argv, probe, wire_dir, &old, report[1]);
    close(report[1]);
    signal(SIGXFSZ, SIG_IGN); /* a limit on file sizes is an error of the database, not our end */
    int e = t->pid < 0 ? errno : exec_error(report[0]);
    close(report[0]);
    if (e && t->pid > 0)
        waitpid(t->pid, NULL, 0);
    if (e) {
        *status = e == ENOENT ? 127 : 126;
        errno = e;
        return hd_fail_errno(err, "cannot run %s", argv[0]);
    }
    hd_stand_back();
    if (open_descriptors(t) < 0)
        return hd_fail_errno(err, "cannot follow %s", argv[0]);
    return 0;
}

/* Orphans of the program are our children too (subreaper) and must not stay zombies. */
static void reap(struct hd_target *t)
{
    int st;
    pid_t pid;
    while ((pid = waitpid(-1, &st, WNOHANG)) > 0) {
        if (pid != t->pid)
            continue;
        t->ended = true;
        t->status = WIFSIGNALED(st) ? 128 + WTERMSIG(st) : WEXITSTATUS(st);
    }
    t->orphans = pid == 0;
}

static void forward(struct hd_target *t, const struct signalfd_siginfo *si)
{
    int sig = (int)si->ssi_signo;
    bool stop = sig == SIGTERM || sig == SIGINT || sig == SIGQUIT;
    if (sig == SIGCHLD)
        return;
    if (stop)
        t->stop_signal = sig; /* it also ends what the program leaves behind */
    if (t->ended)
        return;
    if (si->ssi_code != SI_KERNEL) /* SI_KERNEL: the terminal told the whole group */
        kill(t->pid, sig);
    if (stop && !t->kill_at_ms)
        t->kill_at_ms = hd_monotonic_ms() + t->grace_ms;
}

bool hd_target_wait(struct hd_target *t, int timeout_ms)
{
    /* A dead process's pidfd stays readable: a negative descriptor is skipped. */
    struct pollfd p[2] = {{.fd = t->signalfd, .events = POLLIN},
                          {.fd = t->ended ? -1 : t->pidfd, .events = POLLIN}};
    poll(p, 2, timeout_ms);
    struct signalfd_siginfo si;
    while (read(t->signalfd, &si, sizeof si) == sizeof si)
        forward(t, &si);
    reap(t);
    if (!t->ended && t->kill_at_ms && hd_monotonic_ms() >= t->kill_at_ms)
        kill(t->pid, SIGKILL);
    return !t->ended;
}

void hd_target_close(struct hd_target *t)
{
    if (t->pidfd >= 0)
        close(t->pidfd);
    if (t->signalfd >= 0)
        close(t->signalfd);
    t->pidfd = t->signalfd = -1;
}

void hd_stand_back(void)
{
    const struct sched_param none = {0};
    if (sched_getscheduler(0) == SCHED_OTHER)
        sched_setscheduler(0, SCHED_BATCH, &none);
    prctl(PR_SET_TIMERSLACK, SLACK_MS * 1000000L);
}

int64_t hd_monotonic_ms(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t hd_epoch_ms(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}
