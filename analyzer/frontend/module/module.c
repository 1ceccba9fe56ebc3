/* What the frontend's shared object shows to the program that loads it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/frontend/internal.h"

__attribute__((visibility("default"))) const struct hd_frontend_api hd_frontend_api = {
    .abi = HD_FRONTEND_ABI, .lower_one = hd_frontend_lower_one};
