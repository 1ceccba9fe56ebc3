/* Enums and names made from vocab.def. Header-only and free of libc, because the probe uses it too.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_VOCAB_H
#define HEDDLE_CORE_VOCAB_H

enum hd_severity {
#define HD_SEVERITIES(e, n) HD_SEV_##e,
#include "core/vocab.def"
#undef HD_SEVERITIES
    HD_SEV_COUNT
};

enum hd_confidence {
#define HD_CONFIDENCES(e, n) HD_CONF_##e,
#include "core/vocab.def"
#undef HD_CONFIDENCES
    HD_CONF_COUNT
};

enum hd_evidence {
#define HD_EVIDENCES(e, n) HD_EV_##e,
#include "core/vocab.def"
#undef HD_EVIDENCES
    HD_EV_COUNT
};

enum hd_kind {
#define HD_KINDS(e, n) HD_KIND_##e,
#include "core/vocab.def"
#undef HD_KINDS
    HD_KIND_COUNT
};

enum hd_mode {
#define HD_MODES(e, n) HD_MODE_##e,
#include "core/vocab.def"
#undef HD_MODES
    HD_MODE_COUNT
};

/* Names for the enums above; "?" for a value outside its list. Static storage. */
const char *hd_severity_name(enum hd_severity v);
const char *hd_confidence_name(enum hd_confidence v);
const char *hd_evidence_name(enum hd_evidence v);
const char *hd_kind_name(enum hd_kind v);
const char *hd_mode_name(enum hd_mode v);

/* The value whose name is `s`, or -1. */
int hd_severity_parse(const char *s);
int hd_confidence_parse(const char *s);
int hd_evidence_parse(const char *s);
int hd_kind_parse(const char *s);
int hd_mode_parse(const char *s);

#endif
