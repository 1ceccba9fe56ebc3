/* Between the generated table (gen/catalog_data.c) and catalog.c; everybody else uses catalog.h.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_CATALOG_DATA_H
#define HEDDLE_CORE_CATALOG_DATA_H

#include "core/catalog.h"

extern const struct hd_rule hd_catalog_data[]; /* sorted by id */
extern const size_t hd_catalog_data_count;

#endif
