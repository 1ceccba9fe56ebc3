/* heddle top: a process with the probe, live: its threads, locks, waits and timers, drawn anew
 * every second. Plain ANSI on the terminal's other screen; in a pipe, or with --once, a single
 * picture.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/out.h"
#include "cli/top_frame.h"
#include "cli/top_table.h"
#include "collector/process.h"
#include "collector/target.h"
#include "core/log.h"

enum { FRAME_MS = 1000, ENDED_MS = 100, DEFAULT_ROWS = 24, DEFAULT_COLUMNS = 80 };

struct top {
    struct hd_common common;
    bool once;
    long pid;
    const char *path;
    struct hd_process process;
    struct hd_wire_file wire;
    struct hd_snapshot snap;
    struct hd_slots slots;
    struct hd_profile profile;
    struct hd_describe *d;
    struct termios cooked;
    bool raw, ended;
};

static volatile sig_atomic_t stop_signal, resized;

static void on_signal(int sig)
{
    if (sig == SIGWINCH)
        resized = 1;
    else
        stop_signal = sig;
}

/* ---- the process ---- */

/* The wire file that the user means. */
static int find_wire(struct top *t, struct hd_err *err)
{
    if (!t->pid)
        return 0;
    if (hd_process_open(&t->process, (uint32_t)t->pid, err) < 0)
        return -1;
    t->path = hd_process_wire(&t->process);
    if (t->path)
        return 0;
    return hd_fail(err,
                   "process %u does not run under the probe, so there is nothing to follow; heddle "
                   "inspect --pid %u shows its threads and waits",
                   t->process.pid, t->process.pid);
}

static bool is_alive(const struct top *t)
{
    const struct hd_wire_header *h = &t->snap.header;
    struct hd_process p = {.pid = h->pid, .start_ticks = h->start_ticks};
    return hd_process_alive(&p);
}

static int open_all(struct top *t, struct hd_err *err)
{
    if (find_wire(t, err) < 0 || hd_wire_open(&t->wire, t->path, err) < 0 ||
        hd_snapshot_take(&t->snap, &t->wire, HD_SNAP_ALL, err) < 0)
        return -1;
    t->ended = !is_alive(t);
    char *root = hd_project_root();
    t->d = hd_describe_new(root, t->ended ? 0 : t->snap.header.pid);
    free(root);
    return 0;
}

static void close_all(struct top *t)
{
    hd_describe_free(t->d);
    hd_profile_free(&t->profile);
    hd_slots_free(&t->slots);
    hd_snapshot_free(&t->snap);
    if (t->wire.path)
        hd_wire_close(&t->wire);
    hd_process_close(&t->process);
}

/* One look for the profile; milliseconds until the next one is due. */
static int look(struct top *t)
{
    if (hd_slots_read(&t->slots, &t->wire, NULL) == 0)
        hd_profile_look(&t->profile, &t->slots);
    return (int)hd_profile_interval_ms(t->slots.len);
}

static int take_frame(struct top *t, unsigned rows, unsigned columns, struct hd_buf *out,
                      struct hd_err *err)
{
    t->ended = !is_alive(t);
    if (hd_snapshot_take(&t->snap, &t->wire, HD_SNAP_ALL, err) < 0)
        return -1;
    hd_describe_modules(t->d, &t->snap);
    struct hd_top frame = {t->d, &t->snap, &t->profile, t->ended};
    hd_top_frame(&frame, rows, columns, out);
    return 0;
}

/* ---- one picture ---- */

/* COLUMNS counts where it is no terminal: scripts and watch(1) set it. */
static unsigned picture_columns(const struct top *t)
{
    struct winsize w = {0};
    const char *given = getenv("COLUMNS");
    long n = given ? strtol(given, NULL, 10) : 0;
    if (!t->common.output && ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col)
        return w.ws_col;
    return n > 0 && n < UINT16_MAX ? (unsigned)n : DEFAULT_COLUMNS;
}

static int show_once(struct top *t, struct hd_err *err)
{
    struct hd_buf out = {0};
    int64_t until = hd_monotonic_ms() + FRAME_MS;
    do {
        struct timespec pause = {.tv_nsec = look(t) * 1000000L};
        if (!t->ended)
            nanosleep(&pause, NULL);
    } while (!t->ended && hd_monotonic_ms() < until && !stop_signal);
    int rc = take_frame(t, 0, picture_columns(t), &out, err);
    if (rc == 0)
        rc = hd_out_write(&t->common, &out, err);
    hd_buf_free(&out);
    return rc;
}

/* ---- a terminal ---- */

static void put(const char *text, size_t n)
{
    while (n > 0) {
        ssize_t k = write(STDOUT_FILENO, text, n);
        if (k < 0 && errno != EINTR)
            return;
        text += k > 0 ? k : 0;
        n -= k > 0 ? (size_t)k : 0;
    }
}

static void terminal_on(struct top *t)
{
    static const char other_screen[] = "\033[?1049h\033[?25l\033[?7l"; /* no cursor, no wrapping */
    if (tcgetattr(STDIN_FILENO, &t->cooked) == 0) {
        struct termios raw = t->cooked;
        raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
        t->raw = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
    }
    put(other_screen, sizeof other_screen - 1);
}

static void terminal_off(struct top *t)
{
    static const char back[] = "\033[?7h\033[?25h\033[?1049l";
    put(back, sizeof back - 1);
    if (t->raw)
        tcsetattr(STDIN_FILENO, TCSANOW, &t->cooked);
}

static void screen_size(unsigned *rows, unsigned *columns)
{
    struct winsize w = {0};
    ioctl(STDOUT_FILENO, TIOCGWINSZ, &w);
    *rows = w.ws_row ? w.ws_row : DEFAULT_ROWS;
    *columns = w.ws_col ? w.ws_col : DEFAULT_COLUMNS;
}

/* Draws the lines over the old ones, each cut to the screen, and clears what is left of those. */
static void draw(const struct hd_buf *text, unsigned rows, unsigned columns)
{
    struct hd_buf b = {0};
    const char *p = hd_buf_cstr(text);
    hd_buf_str(&b, "\033[H");
    for (unsigned row = 0; *p && row < rows; row++) {
        size_t n = strcspn(p, "\n");
        hd_buf_str(&b, row ? "\r\n" : "");
        hd_buf_put(&b, p, hd_text_cut(p, n, columns));
        hd_buf_str(&b, "\033[K");
        p += n + (p[n] == '\n');
    }
    hd_buf_str(&b, "\033[J");
    put(hd_buf_cstr(&b), b.len);
    hd_buf_free(&b);
}

/* Whether the user wants to leave. Without a terminal to type on only a signal ends it. */
static bool wants_out(const struct top *t, int wait_ms)
{
    struct pollfd in = {.fd = t->raw ? STDIN_FILENO : -1, .events = POLLIN};
    char key = 0;
    if (poll(&in, 1, wait_ms) <= 0)
        return false;
    if (read(STDIN_FILENO, &key, 1) <= 0)
        return true; /* the terminal is gone */
    return key == 'q' || key == 'Q' || key == 3 || key == 4;
}

static int redraw(struct top *t, struct hd_err *err)
{
    struct hd_buf out = {0};
    unsigned rows, columns;
    screen_size(&rows, &columns);
    resized = 0;
    int rc = take_frame(t, rows > 1 ? rows - 1 : 1, columns, &out, err);
    hd_buf_str(&out, "q quits");
    if (rc == 0)
        draw(&out, rows, columns);
    hd_buf_free(&out);
    return rc;
}

static int follow(struct top *t, struct hd_err *err)
{
    int64_t due = 0;
    int rc = 0;
    terminal_on(t);
    while (rc == 0 && !stop_signal) {
        int pause = t->ended ? ENDED_MS : look(t);
        int64_t now = hd_monotonic_ms();
        if (resized || (now >= due && !t->ended) || !due) {
            rc = redraw(t, err);
            due = now + FRAME_MS;
        }
        if (rc == 0 && wants_out(t, pause))
            break;
    }
    terminal_off(t);
    return rc;
}

static int run(struct top *t)
{
    struct hd_err err = {{0}};
    struct sigaction sa = {.sa_handler = on_signal};
    int rc = open_all(t, &err);
    sigaction(SIGWINCH, &sa, NULL);
    sigaction(SIGTERM, &sa, NULL);
    sigaction(SIGINT, &sa, NULL);
    sigaction(SIGHUP, &sa, NULL);
    if (rc == 0)
        rc = t->once || t->common.output || !isatty(STDOUT_FILENO) ? show_once(t, &err)
                                                                   : follow(t, &err);
    if (rc < 0)
        hd_error("%s", err.msg);
    close_all(t);
    return rc < 0;
}

int hd_cmd_top(int argc, char **argv)
{
    struct top t = {.wire = {.fd = -1}};
    const struct hd_opt own[] = {
        {"pid", 'p', HD_OPT_INT, &t.pid, "PID", "a process that runs under the probe", "@pids"},
        {"once", 0, HD_OPT_FLAG, &t.once, NULL, "look for a second, print one picture and end"},
        {0},
    };
    int npos, rest;
    int rc = hd_opt_parse(NULL, own, &t.common, argc, argv, &npos, &rest);
    if (rc)
        return rc < 0;
    if (npos + (t.pid != 0) != 1 || rest < argc || t.pid < 0 || t.pid > INT32_MAX) {
        hd_error("which process? heddle top --pid PID, or heddle top WIRE");
        return 1;
    }
    t.path = npos ? argv[1] : NULL;
    return run(&t);
}
