/* Places in a text that people wrote, for messages about it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_TEXT_H
#define HEDDLE_CORE_TEXT_H

#include <stddef.h>

struct hd_text_place {
    size_t line, column; /* from 1; columns are characters of UTF-8 */
};

/* The place of the byte `at`, which may be the text's end. */
struct hd_text_place hd_text_place(const char *text, size_t at);

/* The offset where the line of the byte `at` begins. */
size_t hd_text_line(const char *text, size_t at);

/* The last mark of a merge conflict ("<<<<<<< …") that begins a line at or before `at`; SIZE_MAX
 * when there is none. */
size_t hd_text_conflict(const char *text, size_t len, size_t at);

#endif
