/* See config.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/config.h"

#include <fnmatch.h>

#include "core/glob.h"

bool hd_allow_applies(const struct hd_allow_rule *r, const char *id, const char *file,
                      const char *function)
{
    return (!r->rule || fnmatch(r->rule, id, 0) == 0) &&
           (!r->path || (file && hd_path_glob(r->path, file))) &&
           (!r->function || (function && fnmatch(r->function, function, 0) == 0));
}
