/* What people do not want to hear about: allow comments, .heddle.yml, baselines. Applied to the
 * findings of a run after it was judged; what is hidden stays in the database with the reason.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CLI_SUPPRESS_H
#define HEDDLE_CLI_SUPPRESS_H

#include "core/config.h"
#include "core/err.h"
#include "store/store.h"

struct hd_suppress;

/* `root` is the project's, absolute; `config` and `root` must outlive the result. */
struct hd_suppress *hd_suppress_new(const char *root, const struct hd_config *config);
void hd_suppress_free(struct hd_suppress *s); /* NULL is fine */

/* Looks for comments in a source file (absolute); a file outside of the project or one that it
 * knows already is left alone, one that cannot be read has none. */
void hd_suppress_add_file(struct hd_suppress *s, const char *path);

/* The same when its text is at hand. */
void hd_suppress_add_text(struct hd_suppress *s, const char *path, const char *text, size_t len);

/* Was this file (absolute) read by one of the two above? */
bool hd_suppress_has_read(const struct hd_suppress *s, const char *path);

/* Findings of `path` are known. With `may_miss` the file need not be there. */
int hd_suppress_baseline(struct hd_suppress *s, const char *path, bool may_miss,
                         struct hd_err *err);
/* What is open will be written to `path`, and is known from then on. */
void hd_suppress_write_to(struct hd_suppress *s, const char *path);

/* What this run can say of findings that it did not meet. */
struct hd_suppress_scope {
    bool whole; /* everything that was to be analysed was analysed in full */
    bool named; /* files of the program that somebody named: others may have the other half */
    bool (*judged)(void *arg, const char *rule); /* were findings of the rule wanted? */
    void *arg;
};
void hd_suppress_set_scope(struct hd_suppress *s, const struct hd_suppress_scope *scope);

/* Hides what is allowed among the findings of `run`, changes severities, writes the new baseline:
 * lines of the old one that this run says nothing of stay in it. */
int hd_suppress_apply(struct hd_suppress *s, struct hd_store *store, int64_t run,
                      struct hd_err *err);

/* Tells on stderr what is wrong with allow comments (-1 when there is a mistake), and which allows
 * and lines of the baseline are of no use any more, as far as the scope lets it know. */
int hd_suppress_tell(struct hd_suppress *s);

#endif
