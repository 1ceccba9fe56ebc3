/* Output of commands; see out.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/out.h"

#include <stdio.h>
#include <string.h>

#include "core/file.h"
#include "core/log.h"

int hd_out_write(const struct hd_common *c, const struct hd_buf *b, struct hd_err *err)
{
    if (c->output && strcmp(c->output, "-") != 0)
        return hd_file_write(c->output, hd_buf_cstr(b), b->len, err);
    if (fwrite(hd_buf_cstr(b), 1, b->len, stdout) != b->len || fflush(stdout) != 0)
        return hd_fail_errno(err, "cannot write to standard output");
    return 0;
}

int hd_out_finish(const struct hd_common *c, struct hd_buf *b)
{
    struct hd_err err = {0};
    int rc = hd_out_write(c, b, &err);
    hd_buf_free(b);
    if (rc < 0)
        hd_error("%s", err.msg);
    return rc < 0;
}
