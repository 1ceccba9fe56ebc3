/* Parts of the JSON report, for other objects that hold findings.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_JSON_PARTS_H
#define HEDDLE_REPORT_JSON_PARTS_H

#include "core/json.h"
#include "report/report.h"

/* A new reference; `r` gives the root that paths are relative to. */
json_t *hd_json_finding(const struct hd_report *r, const struct hd_finding *f);

#endif
