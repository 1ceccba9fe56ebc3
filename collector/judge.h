/* From a snapshot to findings, all rules that one snapshot decides: misuse that the probe saw
 * happen, and what was left over when the program ended. Deadlock and stall need time and are in
 * wait_for.h; lock-order cycles need the whole database and are the graph's.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_COLLECTOR_JUDGE_H
#define HEDDLE_COLLECTOR_JUDGE_H

#include "collector/findings.h"

/* How the program ended, as far as the judge of leaks needs it. */
enum hd_end {
    HD_END_RUNNING, /* still there: no leaks yet */
    HD_END_EXIT,    /* exit() ran: what is left over stays left over */
    HD_END_CUT      /* a signal, _exit or exec: somebody might still have cleaned up */
};

/* lock-double-acquire, lock-upgrade, lock-not-held, lock-held-at-exit, lock-destroyed-held,
 * lock-use-after-destroy, cond-*, sem- and barrier-destroyed-waiting, thread-create-failed,
 * thread-double-join, thread-join-detached, thread-join-self, timer-double-delete,
 * timer-use-after-delete; of annotated objects also waitgroup-add-after-wait, waitgroup-negative,
 * waitgroup-destroyed-counting, channel-double-close, channel-send-closed, channel-use-after-free,
 * channel-double-free. */
void hd_judge_events(struct hd_judging *j);

/* thread-leak, timer-leak and channel-leak, one finding per place of creation. After HD_END_CUT
 * only threads that piled up unjoined count. */
void hd_judge_leaks(struct hd_judging *j, enum hd_end end);
/* How many threads had ended unjoined and are no finding all the same, for HD_END_CUT came first.
 */
uint64_t hd_threads_unjudged(const struct hd_snapshot *s, enum hd_end end);

#endif
