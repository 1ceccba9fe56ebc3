/* How phase two grows with the program: makes a program of N units and one of 4 N, checks both and
 * compares the processor time of phase two. See README.md.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/file.h"
#include "core/json.h"
#include "tests/scratch.h"

enum { UNITS = 100, TIMES = 4, ROUNDS = 3, CHILDREN = 4, ACCESSORS = 12 };

static void fail(const char *what)
{
    fprintf(stderr, "growth: %s\n", what);
    exit(1);
}

/* What every unit sees: records with locks, and the functions of all modules. */
static void write_header(const char *dir, unsigned n)
{
    struct hd_buf b = {0};
    hd_buf_fmt(&b, "#include <pthread.h>\n#include <stdlib.h>\n"
                   "struct log { pthread_mutex_t lock; int lines; };\n"
                   "struct item { struct item *next; int value, flags; };\n"
                   "extern struct log log_file;\nvoid log_line(int n);\n"
                   "struct module { pthread_mutex_t lock; pthread_cond_t more; pthread_t thread; "
                   "struct item *items; int count, closed; };\n");
    for (unsigned i = 0; i < n; i++)
        hd_buf_fmt(&b,
                   "int module%u_start(void);\nvoid module%u_stop(void);\n"
                   "int module%u_put(int value);\n",
                   i, i, i);
    char *path;
    struct hd_err err = {0};
    if (asprintf(&path, "%s/program.h", dir) < 0 || hd_file_write(path, b.data, b.len, &err) < 0)
        fail(err.msg);
    free(path);
    hd_buf_free(&b);
}

/* A module: a queue with a thread of its own, a neighbour that it hands things on to, helpers whose
 * results decide what is locked, and accessors. The modules form a tree: no function grows with the
 * program. */
static void write_module(struct hd_buf *b, unsigned i, unsigned n)
{
    hd_buf_fmt(
        b, "#include \"program.h\"\n"
           "static struct module m = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER};\n"
           "static int enter(int wait)\n{\n    if (wait) {\n        pthread_mutex_lock(&m.lock);\n"
           "        return 1;\n    }\n    return pthread_mutex_trylock(&m.lock) == 0;\n}\n"
           "static void leave(void)\n{\n    pthread_mutex_unlock(&m.lock);\n}\n");
    hd_buf_fmt(
        b,
        "static struct item *take(void)\n{\n    struct item *it;\n    enter(1);\n"
        "    while (!m.items && !m.closed)\n        pthread_cond_wait(&m.more, &m.lock);\n"
        "    it = m.items;\n    if (it) {\n        m.items = it->next;\n        m.count--;\n    }\n"
        "    leave();\n    return it;\n}\n"
        "static void *work(void *arg)\n{\n    struct item *it;\n"
        "    while ((it = take())) {\n        if (it->flags & %u)\n            "
        "log_line(it->value);\n"
        "        else if (it->value > 0)\n            module%u_put(it->value - 1);\n"
        "        free(it);\n    }\n    return arg;\n}\n",
        1u << i % 8, (i + 1) % n);
    hd_buf_fmt(
        b,
        "int module%u_put(int value)\n{\n    struct item *it = malloc(sizeof *it);\n"
        "    if (!it)\n        return -1;\n    it->value = value;\n    it->flags = value & %u;\n"
        "    if (!enter(value > 3)) {\n        free(it);\n        return -1;\n    }\n"
        "    if (m.closed) {\n        leave();\n        free(it);\n        return -1;\n    }\n"
        "    it->next = m.items;\n    m.items = it;\n    m.count++;\n"
        "    if (m.count == 1)\n        pthread_cond_signal(&m.more);\n    if (m.count > 100)\n"
        "        log_line(m.count);\n    leave();\n    return 0;\n}\n",
        i, i + 1);
    hd_buf_fmt(b,
               "int module%u_start(void)\n{\n"
               "    if (pthread_create(&m.thread, NULL, work, NULL) != 0)\n        return -1;\n",
               i);
    for (unsigned k = CHILDREN * i + 1; k <= CHILDREN * i + CHILDREN && k < n; k++)
        hd_buf_fmt(b, "    if (module%u_start() != 0)\n        exit(1);\n", k);
    hd_buf_fmt(b, "    return 0;\n}\nvoid module%u_stop(void)\n{\n", i);
    for (unsigned k = CHILDREN * i + 1; k <= CHILDREN * i + CHILDREN && k < n; k++)
        hd_buf_fmt(b, "    module%u_stop();\n", k);
    hd_buf_fmt(b, "    enter(1);\n    m.closed = 1;\n    pthread_cond_broadcast(&m.more);\n"
                  "    leave();\n    pthread_join(m.thread, NULL);\n}\n");
    for (unsigned k = 0; k < ACCESSORS; k++)
        hd_buf_fmt(
            b,
            "int module%u_get%u(int a)\n{\n    int n = 0;\n    pthread_mutex_lock(&m.lock);\n"
            "    for (struct item *it = m.items; it; it = it->next)\n"
            "        if (it->value %% %u == a)\n            n += it->flags;\n"
            "    if (n > %u) {\n        pthread_mutex_unlock(&m.lock);\n        return -1;\n    }\n"
            "    pthread_mutex_unlock(&m.lock);\n    return n;\n}\n",
            i, k, k + 2, 100 + k);
}

static void write_main(struct hd_buf *b, unsigned n)
{
    hd_buf_fmt(b, "#include \"program.h\"\n"
                  "struct log log_file = {PTHREAD_MUTEX_INITIALIZER, 0};\n"
                  "void log_line(int n)\n{\n    pthread_mutex_lock(&log_file.lock);\n"
                  "    log_file.lines += n;\n    pthread_mutex_unlock(&log_file.lock);\n}\n"
                  "int main(void)\n{\n");
    hd_buf_fmt(b,
               "    if (module0_start() != 0)\n        return 1;\n    module0_put(%u);\n"
               "    module0_stop();\n",
               n);
    hd_buf_fmt(b, "    return 0;\n}\n");
}

static void write_program(const char *dir, unsigned n)
{
    struct hd_buf db = {0};
    mkdir(dir, 0777);
    write_header(dir, n);
    hd_buf_fmt(&db, "[");
    for (unsigned i = 0; i <= n; i++) {
        struct hd_buf b = {0};
        if (i < n)
            write_module(&b, i, n);
        else
            write_main(&b, n);
        char *path;
        struct hd_err err = {0};
        if (asprintf(&path, "%s/u%u.c", dir, i) < 0 || hd_file_write(path, b.data, b.len, &err) < 0)
            fail(err.msg);
        hd_buf_fmt(&db,
                   "%s{\"directory\": \"%s\", \"file\": \"u%u.c\", \"command\": \"cc -c u%u.c\"}",
                   i ? "," : "", dir, i, i);
        free(path);
        hd_buf_free(&b);
    }
    hd_buf_fmt(&db, "]\n");
    char *path;
    struct hd_err err = {0};
    if (asprintf(&path, "%s/compile_commands.json", dir) < 0 ||
        hd_file_write(path, db.data, db.len, &err) < 0)
        fail(err.msg);
    free(path);
    hd_buf_free(&db);
}

/* Processor time of phase two, in microseconds. */
static double check(const char *heddle, const char *dir)
{
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        if (chdir(dir) != 0 || !freopen("/dev/null", "w", stdout))
            _exit(126);
        execl(heddle, heddle, "check", "--no-cache", "--quiet", "--fail-on", "never", "-p", dir,
              "--stats=stats.json", (char *)NULL);
        _exit(127);
    }
    int status;
    if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail("heddle check failed");
    char *path, *text;
    size_t len;
    struct hd_err err = {0};
    if (asprintf(&path, "%s/stats.json", dir) < 0 ||
        hd_file_read(path, 1 << 30, &text, &len, &err) < 0)
        fail(err.msg);
    json_t *doc = hd_json_parse(text, len, path, &err);
    if (!doc)
        fail(err.msg);
    json_t *phase = json_object_get(json_object_get(doc, "main"), "analyze");
    double us = (double)json_integer_value(json_object_get(phase, "cpu_us"));
    json_decref(doc);
    free(text);
    free(path);
    return us;
}

int main(int argc, char **argv)
{
    char *small, *large;
    if (argc < 2) {
        fprintf(stderr, "usage: growth HEDDLE [UNITS]\n");
        return 1;
    }
    unsigned n = argc > 2 ? (unsigned)atoi(argv[2]) : UNITS;
    char *root = scratch_folder("growth");
    if (asprintf(&small, "%s/small", root) < 0 || asprintf(&large, "%s/large", root) < 0)
        fail("no memory");
    write_program(small, n);
    write_program(large, TIMES * n);
    double least[2] = {0};
    for (int round = 0; round < ROUNDS; round++)
        for (int k = 0; k < 2; k++) {
            double us = check(argv[1], k ? large : small);
            if (round == 0 || us < least[k])
                least[k] = us;
        }
    printf("%u times the units cost %.2f times as much in phase two (%u and %u units)\n", TIMES,
           least[1] / least[0], n + 1, TIMES * n + 1);
    free(small);
    free(large);
    return scratch_remove(root) != 0;
}
