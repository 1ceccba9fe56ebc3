/* The frontend: source to IR, one translation unit at a time, through libclang's C API. Programs
 * reach it through hd_frontend_load (analyzer/units/units.h), which loads libclang only when there
 * is something to parse; tests link it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_FRONTEND_FRONTEND_H
#define HEDDLE_ANALYZER_FRONTEND_FRONTEND_H

#include "analyzer/units/units.h"

/* Lowers one unit in this process: 0, or -1 with result->error. */
int hd_frontend_lower_one(const struct hd_unit *unit, const struct hd_frontend_options *opt,
                          struct hd_unit_result *result);

#endif
