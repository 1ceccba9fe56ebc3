/* What a database holds now as metrics, in the text format of Prometheus (version 0.0.4). Described
 * in docs/serving.md.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_METRICS_H
#define HEDDLE_REPORT_METRICS_H

#include "core/buf.h"
#include "store/store.h"

int hd_metrics_write(struct hd_store *s, struct hd_buf *out, struct hd_err *err);

#endif
