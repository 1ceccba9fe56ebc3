/* The translation units of a build, and the worker processes that lower them to IR. Knows nothing
 * of libclang: the frontend is a shared object, loaded when there is something to parse.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_UNITS_UNITS_H
#define HEDDLE_ANALYZER_UNITS_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/vec.h"

/* One translation unit to analyse: file and arguments as the compiler gets them, cleaned of what
 * only GCC knows, of outputs and of anything that would run code. */
struct hd_unit {
    const char *file;      /* absolute */
    const char *directory; /* absolute working directory of the command */
    const char **argv;     /* without the compiler's own name, without the file */
    size_t argc;
    const char **object; /* absolute: the files that it is compiled to, as far as commands say */
    size_t nobjects;
};
typedef HD_VEC(struct hd_unit) hd_unit_vec;

/* The units of a build: `path` is a compile_commands.json or a folder that holds one. */
int hd_units_from_database(const char *path, struct hd_arena *a, hd_unit_vec *out,
                           struct hd_err *err);
/* By its name: something to compile, not a header or assembly. */
bool hd_is_source(const char *file);
/* Units for files and arguments given on the command line. */
int hd_units_from_files(const char *const *files, size_t nfiles, const char *const *args,
                        size_t nargs, struct hd_arena *a, hd_unit_vec *out, struct hd_err *err);

/* What a unit cost its worker. */
struct hd_unit_cost {
    uint64_t parse_us, lower_us; /* user and system time */
    uint64_t own_bytes;          /* memory in use after lowering beyond that after the parse */
    uint64_t peak_kb;            /* the worker's largest resident set so far */
    /* When the parent gave it away and had its result, by CLOCK_MONOTONIC; 0: never. */
    uint64_t began_us, ended_us;
    unsigned worker;
};

/* The result for one unit: blob (malloc'ed) or NULL with `error`. */
struct hd_unit_result {
    void *blob;
    size_t size;
    char *error;       /* malloc'ed, NULL when it worked */
    char *diagnostics; /* malloc'ed text of compile errors ("file:line:col: message" lines), or NULL
                        */
    char *options;     /* malloc'ed: what the compiler said about its arguments, or NULL */
    struct hd_unit_cost cost;
};

/* A file as it is to be read, whatever the disk holds. */
struct hd_overlay {
    const char *path; /* absolute */
    const char *text;
    size_t len;
};

/* How far the workers are. */
struct hd_units_progress {
    size_t done, total;
    const char *slowest; /* of the units that are being worked on, the one begun first; or NULL */
    int64_t slowest_ms;  /* for how long */
};

struct hd_frontend_options {
    unsigned jobs;    /* worker processes; 0: as many as there are processors */
    const char *root; /* absolute project root: bodies of functions below it are lowered, as are
                         those of the unit's own main file */
    /* Called when a unit is done, and twice a second. May be NULL. */
    void (*progress)(const struct hd_units_progress *now, void *arg);
    void *progress_arg;
    const struct hd_overlay *overlay;
    size_t noverlay;
    unsigned timeout; /* seconds a unit may take; 0: 120 */
    unsigned memory;  /* MiB of address space a worker may use; 0: 8192 */
};

/* Lowers all units in worker processes: a crash, a runaway parse (120 s), memory without end or a
 * stack overflow costs the unit that caused it, nothing else. Fills result[0 … n-1]. -1 only when
 * no worker can be started at all. */
int hd_frontend_lower(const struct hd_unit *units, size_t n, const struct hd_frontend_options *opt,
                      struct hd_unit_result *result, struct hd_err *err);
void hd_unit_result_free(struct hd_unit_result *r);

/* What the frontend's shared object offers. */
enum { HD_FRONTEND_ABI = 1 };
struct hd_frontend_api {
    int abi;
    /* Lowers one unit in this process: 0, or -1 with result->error. */
    int (*lower_one)(const struct hd_unit *unit, const struct hd_frontend_options *opt,
                     struct hd_unit_result *result);
};
/* Loads it, and libclang with it, once. NULL with a message. */
const struct hd_frontend_api *hd_frontend_load(struct hd_err *err);
/* Where it lies; free() it. NULL with a message. */
char *hd_frontend_path(struct hd_err *err);

#endif
