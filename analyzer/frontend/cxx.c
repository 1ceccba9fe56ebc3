/* Closures and what else only C++ (or blocks) has.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/frontend/internal.h"

hd_val hd_fe_closure(struct hd_fe *fe, uint32_t n)
{
    return HD_FE_UNKNOWN;
}
