/* See run_config.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/run_config.h"

#include <stdlib.h>

#include "analyzer/model/check_doc.h"
#include "analyzer/model/ignore_doc.h"
#include "core/file.h"
#include "core/log.h"

int hd_run_config_read(const char *root, struct hd_arena *a, struct hd_ignore *out,
                       struct hd_err *err)
{
    *out = (struct hd_ignore){0};
    char *path = hd_path_absolute(root, ".heddle.yml"), *text = NULL;
    size_t len = 0;
    int rc = 0;
    if (hd_file_exists(path))
        rc = hd_file_read(path, 1 << 20, &text, &len, err);
    if (rc == 0 && len) {
        struct hd_buf mistakes = {0};
        struct hd_config all;
        size_t n = hd_ignore_read(".heddle.yml", text, len, a, out, &mistakes);
        if (n + (n ? 0 : hd_config_read(".heddle.yml", text, len, a, &all, &mistakes))) {
            mistakes.data[mistakes.len - 1] = '\0'; /* the last line's end */
            rc = hd_fail(err, "%s", mistakes.data);
        } else {
            out->allow = all.allow;
        }
        hd_buf_free(&mistakes);
    }
    free(text);
    free(path);
    return rc;
}
