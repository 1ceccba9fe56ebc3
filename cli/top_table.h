/* Tables of `heddle top`: numbers of fixed width, then words that share what is left of the line.
 * Words too long for their share are shortened where they tell least.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CLI_TOP_TABLE_H
#define HEDDLE_CLI_TOP_TABLE_H

#include <stddef.h>

#include "core/buf.h"
#include "core/vec.h"

enum { HD_TOP_CELLS = 4 };

struct hd_top_row {
    char *numbers, *cell[HD_TOP_CELLS]; /* "" when there is nothing to say */
};

struct hd_top_table {
    const char *title;
    HD_VEC(struct hd_top_row) row;
    size_t most;  /* rows that are kept */
    size_t more;  /* rows left out */
    size_t shown; /* of those that are kept */
};

/* Takes the numbers' text; copies the words, all that nobody can see replaced. NULL: nothing. */
void hd_top_add(struct hd_top_table *t, struct hd_buf *numbers,
                const char *const cell[HD_TOP_CELLS]);
void hd_top_table_free(struct hd_top_table *t);

/* Adds the title and the rows that are shown, no line wider than `columns`. */
void hd_top_put(struct hd_buf *b, const struct hd_top_table *t, size_t columns);
/* Adds one line, cut to `columns`. */
void hd_top_put_line(struct hd_buf *b, const char *line, size_t columns);

/* Adds words in at most `columns`: a path loses its first folders ("…/net/poll.c:31"), a name of
 * C++ its template arguments, the words "started in" and outer scopes ("…Worker::run"), other text
 * its middle. */
void hd_top_shorten(struct hd_buf *b, const char *words, size_t columns);

/* Where to cut a line of UTF-8 to fit into `columns`. */
size_t hd_text_cut(const char *line, size_t len, size_t columns);

#endif
