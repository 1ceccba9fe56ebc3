/* The tables that the page's document keeps once and refers to by number: files, functions, places,
 * stacks, and the lines of source that go with the places. Internal to the page.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_PAGE_TABLES_H
#define HEDDLE_REPORT_PAGE_TABLES_H

#include "core/map.h"
#include "core/vec.h"
#include "report/json_out.h"
#include "report/report.h"

struct hd_page_place {
    uint32_t file, function; /* numbers; UINT32_MAX unknown */
    uint32_t line, column;
};
struct hd_page_want {
    uint32_t file, line;
};

/* Zero-initialised but for `r`. */
struct hd_page_tables {
    const struct hd_report *r;
    struct hd_strpool files, functions;
    HD_VEC(struct hd_page_place) place;
    HD_VEC(uint32_t) library; /* places in stacks that are the standard library's … */
    struct hd_map in_library; /* … each once */
    struct hd_map place_at;   /* hash of a place -> number */
    HD_VEC(struct hd_page_want) want;
    HD_VEC(uint32_t) frames; /* of all stacks: places, innermost first */
    HD_VEC(size_t) ends;     /* per stack: index behind its last frame */
    struct hd_map stack_at;  /* hash of a stack -> number */
    struct hd_map stored_at; /* id of a stored stack -> number */
};
void hd_page_tables_free(struct hd_page_tables *t);

/* Writes the number of a place, or -1 when nothing is known of it. `around` lines of source before
 * and behind go along with the line itself. */
void hd_page_site(struct hd_page_tables *t, struct hd_json_out *j, const struct hd_site *s,
                  uint32_t around);

/* Numbers of stacks. Of the analyzer: calls outermost first, then the place they lead to. Of a run:
 * by the id it is stored under; -1 when there is none. */
int64_t hd_page_calls(struct hd_page_tables *t, const struct hd_site *calls, size_t ncalls,
                      const struct hd_site *last);
int64_t hd_page_stack(struct hd_page_tables *t, int64_t id);

/* Writes the members "files", "functions", "sites", "stacks", "sources". Last of all. */
void hd_page_tables_put(struct hd_page_tables *t, struct hd_json_out *j);

#endif
