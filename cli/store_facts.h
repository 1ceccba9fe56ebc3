/* Puts the analyzer's lock facts into the store.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CLI_STORE_FACTS_H
#define HEDDLE_CLI_STORE_FACTS_H

#include "core/err.h"
#include "store/store.h"

/* `f` as hd_analyze gives it: class_id of a lock is an index, edges join indexes of locks. */
int hd_store_lock_facts(struct hd_store *s, int64_t run, const struct hd_lock_facts *f,
                        struct hd_err *err);

#endif
