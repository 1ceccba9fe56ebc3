/* See ignore.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/ignore.h"

#include <fnmatch.h>
#include <string.h>

#include "core/file.h"

static bool match(const char *glob, const char *text)
{
    return text && fnmatch(glob, text, 0) == 0;
}

bool hd_ignore_frame(const char *glob, const char *function, const char *file, const char *module)
{
    return match(glob, function) || match(glob, module) || match(glob, file) ||
           (file && match(glob, hd_path_basename(file)));
}

bool hd_ignore_rule_id(const struct hd_ignore_rule *r, const char *id)
{
    return !r->rule || match(r->rule, id);
}

bool hd_ignore_known(const struct hd_ignore *ig, const char *fingerprint)
{
    for (size_t i = 0; i < ig->known; i++) {
        if (strcmp(ig->baseline[i], fingerprint) == 0)
            return true;
    }
    return false;
}
