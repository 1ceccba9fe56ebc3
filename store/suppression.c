/* See suppression.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store/suppression.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static bool begins(const char *s, const char *with)
{
    return strncmp(s, with, strlen(with)) == 0;
}

enum hd_suppression hd_suppression(const char *filtered)
{
    if (!filtered)
        return HD_SHOWN;
    if (begins(filtered, HD_WORDS_COMMENT))
        return HD_ALLOWED_IN_SOURCE;
    if (begins(filtered, HD_WORDS_CONFIG) || begins(filtered, HD_WORDS_IGNORED) ||
        begins(filtered, HD_WORDS_BASELINE))
        return HD_ALLOWED_ELSEWHERE;
    return HD_EXCUSED;
}
