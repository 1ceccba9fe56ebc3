/* Options of a command: one table gives parsing, -h, the man page and completion.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CLI_OPT_H
#define HEDDLE_CLI_OPT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/nearest.h"
#include "core/vec.h"

enum hd_opt_kind {
    HD_OPT_FLAG,   /* dest: bool, becomes true; --no-NAME sets it to false */
    HD_OPT_STRING, /* dest: const char * */
    /* dest: const char *; "" without a value. One is given by "--name=value", or by the next word
     * when it ends like `arg`: "FILE.json". */
    HD_OPT_MAYBE,
    HD_OPT_INT,  /* dest: long */
    HD_OPT_LIST, /* dest: hd_str_vec; given again adds; commas separate when `arg` ends in "…" */
};
typedef HD_VEC(const char *) hd_str_vec;

struct hd_opt {
    const char *name; /* "format"; NULL for a short option only; a row of all zeros ends a table */
    char letter;      /* 'p' or 0 */
    enum hd_opt_kind kind;
    void *dest;
    const char *arg;  /* "FILE", NULL for flags */
    const char *help; /* one line, no final dot */
    /* What completion offers for the value: words with blanks between them, or one of "@rules",
     * "@packs", "@commands", "@pids", "@revs". NULL: what `arg` says, files for FILE, PATH, BUILD
     * and WIRE, folders for DIR, nothing for others. */
    const char *words;
};

/* Options every command has: --db, -o, --quiet, --verbose/-v, --color, --version, -h. */
struct hd_common {
    const char *db;     /* never NULL after parsing: ".heddle/heddle.db" by default */
    const char *output; /* -o; NULL: standard output */
    bool quiet, verbose;
    const char *color; /* "auto", "always", "never" */
};

struct hd_command {
    const char *name;
    const char *usage;                 /* "[-p BUILD | FILE… -- CLANG-ARGS]" */
    const char *summary;               /* one line */
    int (*run)(int argc, char **argv); /* argv[0] is the command's name; returns the exit status */
    const char *details; /* paragraphs for -h and the man page, parted by "\n\n"; may be NULL */
    const char *words;   /* completes its arguments, as in struct hd_opt; NULL: files */
};
extern const struct hd_command hd_commands[]; /* ends with a NULL name; cli/main.c */
/* The command with this name, or NULL. */
const struct hd_command *hd_command_find(const char *name);

/* Parses argv against `own` and the common options. Positional arguments are moved to the front of
 * argv + 1; *npos is their count. What stands behind "--" is left: argv[*rest] is its first word
 * (not the "--" itself), and *rest is argc when there is none. Handles -h and --version itself:
 * returns 1 then (caller exits 0). Returns -1 after one clear message for a bad option (it names
 * the nearest one); caller exits 1. 0 is fine.
 *
 * `cmd` may be NULL: it is then the command called argv[0]. `own` may be NULL: no options of its
 * own. Sets the log level from --quiet and -v. A value follows as "--name=value", "--name value",
 * "-x value" or "-xvalue"; flags may share a dash ("-qv"). A HD_OPT_FLAG whose dest is true before
 * parsing is shown as --no-NAME. Lists own their arrays: hd_vec_free them. */
int hd_opt_parse(const struct hd_command *cmd, const struct hd_opt *own, struct hd_common *common,
                 int argc, char **argv, int *npos, int *rest);

/* Is `word` one of these options as it is written: "--name", "--name=value", "--no-name", "-x" or
 * "-xvalue"? */
bool hd_opt_is(const struct hd_opt *own, const char *word);

#endif
