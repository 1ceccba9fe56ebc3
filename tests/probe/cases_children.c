/* Children of every kind, libraries that come and go, little stack.
 * SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#ifdef __GLIBC__ /* musl comes without the kernel's headers */
#include <linux/filter.h>
#include <linux/seccomp.h>
#endif
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/probe/probe_test.h"

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;

static void wait_for_0(pid_t pid)
{
    int status = -1;

    REQUIRE(pid > 0 && waitpid(pid, &status, __WALL) == pid && status == 0);
}

static void lock_both(void)
{
    pthread_mutex_lock(&a);
    pthread_mutex_lock(&b);
    pthread_mutex_unlock(&b);
    pthread_mutex_unlock(&a);
}

static unsigned files(void)
{
    DIR *d = opendir(scenario_dir);
    unsigned n = 0;

    for (struct dirent *e; d && (e = readdir(d));)
        n += strstr(e->d_name, HD_WIRE_SUFFIX) != NULL;
    if (d)
        closedir(d);
    return n;
}

/* What a child has only to give back is no reason for a file. */
SCENARIO(fork_releases_only, EXITS)
static void fork_releases_only_child(void)
{
    static sem_t s;
    pid_t pid;

    REQUIRE(sem_init(&s, 0, 0) == 0);
    pthread_mutex_lock(&a);
    pid = fork();
    if (pid == 0) {
        pthread_cond_signal(&cond);
        sem_post(&s);
        close(3);
        _exit(pthread_mutex_unlock(&a));
    }
    wait_for_0(pid);
    REQUIRE(pthread_mutex_unlock(&a) == 0);
}
static void fork_releases_only_check(const struct wire *w)
{
    CHECK(files() == 1);
    CHECK(all_events(w) == 0);
}

/* Nobody takes the files away here, so there is an end to them. */
SCENARIO(fork_very_many, EXITS)
enum { CHILDREN = 200 };
static void fork_very_many_child(void)
{
    for (int i = 0; i < CHILDREN; i++) {
        pid_t pid = fork();

        if (pid == 0) {
            lock_both();
            _exit(0);
        }
        wait_for_0(pid);
    }
}
static void fork_very_many_check(const struct wire *w)
{
    const uint64_t *unseen = wire_at(w, HD_WIRE_COUNTERS, HD_WIRE_COUNT_CHILDREN_UNSEEN);
    unsigned n = files();

    CHECK(n > 10 && n <= 65);
    CHECK(*unseen == CHILDREN - (n - 1));
}

SCENARIO(raw_clone, EXITS)
static void raw_clone_child(void)
{
    pid_t pid = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

    if (pid == 0) {
        lock_both();
        _exit(0);
    }
    wait_for_0(pid);
    tell((uint64_t)pid);
}
static void raw_clone_check(const struct wire *w)
{
    struct wire o;

    CHECK(edges(w) == 0);
    if (!wire_open(&o, other_file(w))) {
        CHECK(!"the child has a file");
        return;
    }
    CHECK(o.h->pid == told[0] && o.h->flags & HD_WIRE_FORKED && edges(&o) == 1);
    wire_close(&o);
}

/* They run in the program's memory until they exec. */
SCENARIO(shared_memory_children, EXITS)
static int use_locks_then_exec(void *arg)
{
    lock_both();
    execlp("true", "true", (char *)NULL);
    return arg ? 8 : 9;
}
static void shared_memory_children_child(void)
{
    static char stack[64 * 1024] __attribute__((aligned(64)));
    char *const argv[] = {(char *)"true", NULL};
    extern char **environ;
    pid_t pid;

    pid = clone(use_locks_then_exec, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, NULL);
    wait_for_0(pid);
    REQUIRE(posix_spawnp(&pid, "true", NULL, NULL, argv, environ) == 0);
    wait_for_0(pid);
    pid = vfork();
    if (pid == 0) {
        execlp("true", "true", (char *)NULL);
        _exit(9);
    }
    wait_for_0(pid);
    lock_both();
}
static void shared_memory_children_check(const struct wire *w)
{
    CHECK(((const struct hd_wire_slot *)wire_at(w, HD_WIRE_SLOTS, 0))->depth == 0);
    CHECK(all_events(w) == 0 && edges(w) == 1);
    CHECK(wire_used(w, HD_WIRE_THREADS) == 1);
}

SCENARIO(daemon_forks, EXITS)
static void daemon_forks_child(void)
{
    pid_t pid = fork();

    if (pid == 0) {
        setsid();
        pid = fork();
        if (pid == 0) {
            for (int fd = 3; fd < 100; fd++)
                close(fd);
            lock_both();
        }
        _exit(0);
    }
    wait_for_0(pid);
    usleep(100000);
}
static void daemon_forks_check(const struct wire *w)
{
    struct wire o;

    CHECK(files() == 2 && all_events(w) == 0);
    if (!wire_open(&o, other_file(w)))
        return;
    CHECK(o.h->flags & HD_WIRE_FORKED && edges(&o) == 1 && all_events(&o) == 0);
    wire_close(&o);
}

#ifdef __GLIBC__
/* A program that lets the kernel kill it for opening a file: no child of it may do that for us. */
SCENARIO(sandboxed, EXITS)
static void *lock_in_thread(void *arg)
{
    lock_both();
    return arg;
}
static void sandboxed_child(void)
{
    struct sock_filter f[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prctl, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fallocate, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    };
    struct sock_fprog p = {sizeof f / sizeof *f, f};
    pthread_t t;
    pid_t pid;

    REQUIRE(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    REQUIRE(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &p, 0, 0) == 0);
    REQUIRE(pthread_create(&t, NULL, lock_in_thread, NULL) == 0 && pthread_join(t, NULL) == 0);
    pid = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (pid == 0) {
        lock_both();
        _exit(0);
    }
    wait_for_0(pid);
}
static void sandboxed_check(const struct wire *w)
{
    const uint64_t *unseen = wire_at(w, HD_WIRE_COUNTERS, HD_WIRE_COUNT_CHILDREN_UNSEEN);

    CHECK(edges(w) == 1 && files() == 1 && *unseen == 1);
}
#endif

SCENARIO(name_by_prctl, EXITS)
static void name_by_prctl_child(void)
{
    REQUIRE(prctl(PR_SET_NAME, "renamed") == 0);
}
static void name_by_prctl_check(const struct wire *w)
{
    CHECK(!strcmp(((const struct hd_wire_thread *)wire_at(w, HD_WIRE_THREADS, 0))->name, "renamed"));
}

#ifdef PLUGIN_A
/* A library is gone, another one lies where it was: both can be told apart afterwards. */
SCENARIO(libraries_come_and_go, EXITS)
static void use_plugin(const char *path)
{
    void *lib = dlopen(path, RTLD_NOW);
    void (*f)(pthread_mutex_t *);

    REQUIRE(lib != NULL);
    f = (void (*)(pthread_mutex_t *))dlsym(lib, "plugin_locks");
    REQUIRE(f != NULL);
    f(&a);
    REQUIRE(dlclose(lib) == 0);
}
static void libraries_come_and_go_child(void)
{
    for (int i = 0; i < 3; i++) {
        use_plugin(PLUGIN_A);
        use_plugin(PLUGIN_B);
    }
    lock_both();
}
static void libraries_come_and_go_check(const struct wire *w)
{
    uint64_t epoch_a = 0, epoch_b = 0;

    for (uint32_t i = 0; i < wire_used(w, HD_WIRE_MODULES); i++) {
        const struct hd_wire_module *m = wire_at(w, HD_WIRE_MODULES, i);

        epoch_a = strstr(m->path, "plugin_a") ? m->epoch : epoch_a;
        epoch_b = strstr(m->path, "plugin_b") ? m->epoch : epoch_b;
    }
    CHECK(epoch_a && epoch_b && epoch_a != epoch_b);
    CHECK(all_events(w) == 0);
}
#endif

/* ---- little stack ---- */

SCENARIO(little_stack_for_all, EXITS)
static void *use_everything(void *arg)
{
    pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
    pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
    struct timespec now = {0};
    timer_t timer;
    sem_t s;
    int fd;

    lock_both();
    pthread_mutex_lock(&m);
    pthread_rwlock_wrlock(&rw);
    REQUIRE(pthread_cond_timedwait(&cond, &m, &now) == ETIMEDOUT);
    pthread_rwlock_unlock(&rw);
    pthread_mutex_unlock(&m);
    pthread_mutex_unlock(&m); /* a mistake, which makes an event */
    REQUIRE(sem_init(&s, 0, 1) == 0 && sem_wait(&s) == 0 && sem_destroy(&s) == 0);
    REQUIRE(timer_create(CLOCK_MONOTONIC, &(struct sigevent){.sigev_notify = SIGEV_NONE}, &timer) == 0);
    REQUIRE(timer_delete(timer) == 0);
    fd = timerfd_create(CLOCK_MONOTONIC, 0);
    REQUIRE(close(fd) == 0 && close(fd) == -1);
    pthread_setname_np(pthread_self(), "little");
    return arg;
}
static void little_stack_for_all_child(void)
{
    pthread_attr_t at;
    pthread_t t;

    pthread_attr_init(&at);
    REQUIRE(pthread_attr_setstacksize(&at, (size_t)PTHREAD_STACK_MIN) == 0);
    REQUIRE(pthread_create(&t, &at, use_everything, NULL) == 0);
    REQUIRE(pthread_join(t, NULL) == 0);
}
static void little_stack_for_all_check(const struct wire *w)
{
    CHECK(event(w, HD_WIRE_EVENT_UNLOCK_FREE) && event(w, HD_WIRE_EVENT_COND_WAIT_HOLDING));
    CHECK(event(w, HD_WIRE_EVENT_TIMER_DOUBLE_DELETE));
}

SCENARIO(handler_on_own_stack, EXITS)
static void lock_in_handler(int sig)
{
    (void)sig;
    lock_both();
}
static void handler_on_own_stack_child(void)
{
    static char room[16 * 1024];
    stack_t st = {.ss_sp = room, .ss_size = sizeof room};
    struct sigaction sa = {.sa_handler = lock_in_handler, .sa_flags = SA_ONSTACK};

    REQUIRE(sigaltstack(&st, NULL) == 0 && sigaction(SIGUSR1, &sa, NULL) == 0);
    for (int i = 0; i < 10; i++)
        REQUIRE(raise(SIGUSR1) == 0);
}
static void handler_on_own_stack_check(const struct wire *w)
{
    CHECK(edges(w) == 1 && all_events(w) == 0);
}
