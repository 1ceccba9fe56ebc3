/* What is wrong with a text that libyaml refused, in the words of whoever wrote it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_MODEL_YAML_MISTAKE_H
#define HEDDLE_ANALYZER_MODEL_YAML_MISTAKE_H

#include <stddef.h>
#include <yaml.h>

#include "core/buf.h"

/* Puts a sentence behind `out` and returns its place. `p` has just failed to parse `text`. Mistakes
 * that people often make have sentences of ours, the others keep libyaml's. */
yaml_mark_t hd_yaml_explain(const yaml_parser_t *p, const char *text, size_t len,
                            struct hd_buf *out);

#endif
