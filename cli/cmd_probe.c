/* heddle probe: the switch of a probe in a running program. Off is for good: a probe that has
 * missed something cannot tell any more who holds what.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/out.h"
#include "collector/process.h"
#include "collector/snapshot.h"
#include "core/log.h"

/* The wire file of a process; NULL after a message. */
static const char *wire_of(struct hd_process *p, long pid)
{
    struct hd_err err = {{0}};
    if (hd_process_open(p, (uint32_t)pid, &err) < 0) {
        hd_error("%s", err.msg);
        return NULL;
    }
    const char *path = hd_process_wire(p);
    if (!path)
        hd_error("process %u does not run under the probe, or may not be looked into", p->pid);
    return path;
}

static int switch_off(const char *path, struct hd_buf *out, struct hd_err *err)
{
    uint32_t pid;
    if (hd_wire_kill(path, &pid, err) < 0)
        return -1;
    hd_buf_fmt(out, "process %u: the probe is off and leaves its threads alone\n", pid);
    return 0;
}

static void put_lost(struct hd_buf *out, uint64_t n)
{
    if (!n)
        hd_buf_str(out, "no records were lost\n");
    else
        hd_buf_fmt(out, "%llu record%s lost: there was no room for %s\n", (unsigned long long)n,
                   n == 1 ? " was" : "s were", n == 1 ? "it" : "them");
}

static int tell_status(const char *path, struct hd_buf *out, struct hd_err *err)
{
    struct hd_wire_file w;
    struct hd_snapshot s = {0};
    if (hd_wire_open(&w, path, err) < 0)
        return -1;
    int rc = hd_snapshot_take(&s, &w, HD_SNAP_WAITS, err);
    if (rc == 0) {
        hd_buf_fmt(out, "process %u: the probe %s is %s; ", s.header.pid, s.header.probe_version,
                   s.header.kill ? "off" : "on");
        put_lost(out, hd_snap_dropped(&s));
    }
    hd_snapshot_free(&s);
    hd_wire_close(&w);
    return rc;
}

static int on_file(bool off, const char *path, struct hd_buf *out)
{
    struct hd_err err = {{0}};
    int rc = off ? switch_off(path, out, &err) : tell_status(path, out, &err);
    if (rc < 0)
        hd_error("%s", err.msg);
    return rc < 0;
}

static void tell_usage(const char *word)
{
    static const char *const known[] = {"off", "status", NULL};
    const char *near = word ? hd_nearest(word, known) : NULL;
    if (!word || !strcmp(word, "off") || !strcmp(word, "status"))
        hd_error("heddle probe off|status --pid PID, or WIRE…");
    else
        hd_error("unknown command '%s'%s%s%s; heddle probe off|status --pid PID, or WIRE…", word,
                 near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
}

int hd_cmd_probe(int argc, char **argv)
{
    struct hd_common common;
    long pid = 0;
    const struct hd_opt own[] = {
        {"pid", 'p', HD_OPT_INT, &pid, "PID", "the process", "@pids"},
        {0},
    };
    int npos, rest;
    int rc = hd_opt_parse(NULL, own, &common, argc, argv, &npos, &rest);
    if (rc)
        return rc < 0;
    bool off = npos && !strcmp(argv[1], "off");
    if (!npos || rest < argc || (!off && strcmp(argv[1], "status") != 0) ||
        (npos > 1) == (pid != 0) || pid < 0 || pid > INT32_MAX) {
        tell_usage(npos ? argv[1] : NULL);
        return 1;
    }
    struct hd_process p = {0};
    struct hd_buf out = {0};
    const char *path = pid ? wire_of(&p, pid) : NULL;
    int bad = pid && !path;
    if (path)
        bad = on_file(off, path, &out);
    for (int i = 2; i <= npos; i++)
        bad |= on_file(off, argv[i], &out);
    hd_process_close(&p);
    return hd_out_finish(&common, &out) | bad;
}
