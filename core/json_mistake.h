/* What is wrong with a text that jansson refused, in the words of whoever wrote it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_JSON_MISTAKE_H
#define HEDDLE_CORE_JSON_MISTAKE_H

#include "core/json.h"

/* Sets "where:line:column: message"; `e` is what jansson says of `text`. Mistakes that people
 * often make have sentences of ours, the others keep jansson's. */
void hd_json_mistake(const char *text, size_t len, const json_error_t *e, const char *where,
                     struct hd_err *err);

#endif
