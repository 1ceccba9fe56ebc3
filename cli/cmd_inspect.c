/* heddle inspect: what the threads of a running process wait for, and whether some wait for each
 * other. The program need not have been started with the probe.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/inspect_print.h"
#include "cli/out.h"
#include "collector/live.h"
#include "collector/target.h"
#include "core/log.h"

enum { FOUND = 2 };

static int inspect(const struct hd_common *common, long pid, bool json)
{
    struct hd_err err = {{0}};
    struct hd_process p;
    struct hd_live l;
    struct hd_buf out = {0};
    if (hd_process_open(&p, (uint32_t)pid, &err) < 0) {
        hd_error("%s", err.msg);
        hd_process_close(&p);
        return 1;
    }
    if (p.pid != (uint32_t)pid)
        hd_info("%ld is a thread of process %u", pid, p.pid);
    char *root = hd_project_root();
    int rc = hd_live_look(&l, &p, root, &err);
    int status = l.cycle.len ? FOUND : !p.readable && !l.wire;
    if (rc < 0) {
        hd_error("%s", err.msg);
    } else {
        json ? hd_inspect_json(&l, &out) : hd_inspect_text(&l, common->verbose, &out);
        rc = hd_out_finish(common, &out);
    }
    hd_live_free(&l);
    hd_process_close(&p);
    free(root);
    return rc ? 1 : status;
}

int hd_cmd_inspect(int argc, char **argv)
{
    struct hd_common common;
    const char *format = "text";
    long pid = 0;
    const struct hd_opt own[] = {
        {"pid", 'p', HD_OPT_INT, &pid, "PID", "the process", "@pids"},
        {"format", 'f', HD_OPT_STRING, &format, "F", "text (default) or json", "text json"},
        {0},
    };
    int npos, rest;
    int rc = hd_opt_parse(NULL, own, &common, argc, argv, &npos, &rest);
    if (rc)
        return rc < 0;
    if (!pid && npos == 1 && rest == argc) { /* "heddle inspect 1234" */
        char *end;
        pid = strtol(argv[1], &end, 10);
        npos = *end ? 1 : 0;
    }
    if (npos || rest < argc || pid <= 0 || pid > INT32_MAX) {
        hd_error("which process? heddle inspect --pid PID");
        return 1;
    }
    if (strcmp(format, "text") != 0 && strcmp(format, "json") != 0) {
        hd_error("--format is text or json, not '%s'", format);
        return 1;
    }
    return inspect(&common, pid, !strcmp(format, "json"));
}
