/* JSON written straight to a stream, for documents too large to build as a tree first. The text is
 * compact, valid whatever the strings hold, and safe inside an HTML <script> element.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_JSON_OUT_H
#define HEDDLE_REPORT_JSON_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Zero-initialised but for `f`. Write errors stay in the stream: ask ferror. */
struct hd_json_out {
    FILE *f;
    bool comma; /* a value stands before the next one */
};

void hd_jo_open(struct hd_json_out *j, char bracket);   /* '{' or '[' */
void hd_jo_close(struct hd_json_out *j, char bracket);  /* '}' or ']' */
void hd_jo_key(struct hd_json_out *j, const char *key); /* ours: not escaped */
/* Bytes that are no UTF-8, control characters but tab and newline, and marks that turn text around
 * become U+FFFD. NULL is null. */
void hd_jo_str(struct hd_json_out *j, const char *s);
void hd_jo_strn(struct hd_json_out *j, const char *s, size_t n);
void hd_jo_int(struct hd_json_out *j, int64_t n);
void hd_jo_uint(struct hd_json_out *j, uint64_t n);
void hd_jo_bool(struct hd_json_out *j, bool b);
void hd_jo_null(struct hd_json_out *j);
void hd_jo_fixed(struct hd_json_out *j, double v); /* one digit behind the point at most */

/* A member: key and value. */
void hd_jo_mstr(struct hd_json_out *j, const char *key, const char *s);
void hd_jo_mint(struct hd_json_out *j, const char *key, int64_t n);
void hd_jo_muint(struct hd_json_out *j, const char *key, uint64_t n);
void hd_jo_mbool(struct hd_json_out *j, const char *key, bool b);

#endif
