/* Parts of JSON reports.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_JSON_PARTS_H
#define HEDDLE_REPORT_JSON_PARTS_H

#include "core/json.h"
#include "report/report.h"

/* A new reference; `r` gives the root that paths are relative to. */
json_t *hd_json_finding(const struct hd_report *r, const struct hd_finding *f);

/* Writes a value as a part of a larger one: its lines after the first move in by `indent`.
 * Releases the value. */
void hd_json_write_part(FILE *out, json_t *v, int indent);
/* The same on one line, for what there are thousands of. */
void hd_json_write_line(FILE *out, json_t *v);

#endif
