/* SARIF 2.1.0 in two files: sarif_rules.c has what the rules are, format_sarif.c the results.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_SARIF_H
#define HEDDLE_REPORT_SARIF_H

#include "core/json.h"
#include "report/report.h"

/* The reportingDescriptor objects of the whole catalogue, in its order. A new reference. */
json_t *hd_sarif_rules(void);
/* "error", "warning", "note" */
const char *hd_sarif_level(enum hd_severity s);
/* {"text": s}, where nothing in `s` is taken for an embedded link. A new reference. */
json_t *hd_sarif_message(const char *s);

#endif
