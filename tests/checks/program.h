/* A test program of the expect-runner: its files, what its comments expect, and what heddle says.
 *
 * A program is one file, or all files of one folder analysed together. `// expect: ID[, ID]` at the
 * end of a line is a mark: a finding of that rule must stand there. The name tells the verdict:
 *   NAME       heddle's findings are exactly the marks (at least one)
 *   NAME_ok    correct; no marks, heddle says nothing
 *   FP_NAME    correct, but heddle is known to find something in it
 *   FN_NAME    wrong as marked, but heddle is known to miss a mark
 * A line `// run: OPTIONS -- FLAGS` gives further options to heddle, and flags to the compiler.
 * Headers are found in the folder "include" beside the program.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_TESTS_CHECKS_PROGRAM_H
#define HEDDLE_TESTS_CHECKS_PROGRAM_H

#include <stdbool.h>

#include "core/err.h"
#include "core/vec.h"

enum verdict { VERDICT_BAD, VERDICT_OK, VERDICT_FP, VERDICT_FN };

/* A place with a rule: a mark, or a finding. Strings are owned. */
struct place {
    char *file; /* last component; the files of a program have distinct names */
    long line;
    char *rule;
    bool met;
};
typedef HD_VEC(struct place) place_vec;

struct program {
    char *name;
    enum verdict verdict;
    HD_VEC(char *) files;   /* absolute paths of translation units */
    HD_VEC(char *) options; /* of `// run:`, before "--" */
    HD_VEC(char *) flags;   /* after it */
    place_vec marks;
    bool any_line; /* no marks: the bad block of a page, which only needs findings of `rule` */
    const char *rule;
};

/* What a run of heddle said. A finding with steps of several threads stands at each of its steps;
 * any other stands at its own line. */
struct answer {
    HD_VEC(place_vec) findings; /* the places of each finding that is not filtered */
};

/* The program in `path`, a source file or a folder. */
int program_load(struct program *p, const char *path, struct hd_err *err);
void program_free(struct program *p);

/* Runs `heddle check` on the program in folder `tmp` and reads its JSON. Fails, with heddle's own
 * words, when it does not end in 60 s, reports an unreadable file or exits with a status other than
 * 0. */
int program_check(const struct program *p, const char *heddle, const char *tmp, struct answer *a,
                  struct hd_err *err);
void answer_free(struct answer *a);

/* Marks without finding and findings without mark, counted and printed to stdout when `say`. */
struct tally {
    size_t met, missed, alarms;
};
struct tally program_compare(struct program *p, const struct answer *a, bool say);

#endif
