/* See check_stats.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/check_stats.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "core/file.h"
#include "core/json.h"

static uint64_t micros(struct timeval t)
{
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_usec;
}

static uint64_t cpu_us(int who)
{
    struct rusage u;
    return getrusage(who, &u) == 0 ? micros(u.ru_utime) + micros(u.ru_stime) : 0;
}

void hd_check_stats_mark(struct hd_check_stats *s, enum hd_check_phase phase)
{
    struct rusage u;
    s->at_end[phase].cpu_us = cpu_us(RUSAGE_SELF);
    s->at_end[phase].peak_kb = getrusage(RUSAGE_SELF, &u) == 0 ? (uint64_t)u.ru_maxrss : 0;
}

static json_t *phases(const struct hd_check_stats *s)
{
    static const char *const name[] = {"setup", "lower", "analyze", "report"};
    json_t *all = json_object();
    uint64_t before = 0;
    for (int i = 0; i < HD_CHECK_NPHASES; i++) {
        json_object_set_new(all, name[i],
                            json_pack("{s:I, s:I}", "cpu_us",
                                      (json_int_t)(s->at_end[i].cpu_us - before), "peak_kb",
                                      (json_int_t)s->at_end[i].peak_kb));
        before = s->at_end[i].cpu_us;
    }
    return all;
}

static json_t *unit(const struct hd_unit *u, bool cached, const struct hd_unit_result *r)
{
    return json_pack("{s:o, s:b, s:I, s:I, s:I, s:I, s:I}", "file", hd_json_str(u->file), "cached",
                     cached, "parse_us", (json_int_t)r->cost.parse_us, "lower_us",
                     (json_int_t)r->cost.lower_us, "own_bytes", (json_int_t)r->cost.own_bytes,
                     "ir_bytes", (json_int_t)r->size, "peak_kb", (json_int_t)r->cost.peak_kb);
}

int hd_check_stats_write(const struct hd_check_stats *s, const char *path,
                         const struct hd_unit *units, const struct hd_unit_result *results,
                         const bool *cached, size_t n, struct hd_err *err)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, unit(&units[i], cached[i], &results[i]));
    json_t *doc =
        json_pack("{s:I, s:o, s:I, s:I, s:o}", "workers_cpu_us",
                  (json_int_t)cpu_us(RUSAGE_CHILDREN), "main", phases(s), "functions",
                  (json_int_t)s->functions, "blocks", (json_int_t)s->blocks, "units", list);
    char *text = hd_json_dump(doc);
    json_decref(doc);
    int rc = hd_file_write(path, text, strlen(text), err);
    free(text);
    return rc;
}
