/* The one door to jansson: whoever reads or writes JSON includes this. Objects keep the order of
 * insertion and numbers are integers, so output is byte-identical for identical input.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_JSON_H
#define HEDDLE_CORE_JSON_H

#include <jansson.h>
#include <stdint.h>

#include "core/err.h"

/* Parses a document; NULL and "where:line:column: message" on failure. json_decref the result. */
json_t *hd_json_parse(const char *text, size_t len, const char *where, struct hd_err *err);

/* json_string, but bytes that are no UTF-8 become U+FFFD instead of failing. NULL gives null. */
json_t *hd_json_str(const char *s);

/* As json_object_set_new and json_array_append_new, which may not fail. */
void hd_json_put(json_t *object, const char *key, json_t *value);
void hd_json_add(json_t *array, json_t *value);
json_t *hd_json_number(uint64_t n);

/* Text with two-space indentation and a final newline; free() it. */
char *hd_json_dump(const json_t *v);

#endif
