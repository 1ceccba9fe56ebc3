/* The reasons why a cycle cannot block, in a sentence each, for people who doubt one.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "graph/graph.h"

static const struct {
    const char *reason, *why;
} sentences[] = {
    {"trylock",
     "one of the second acquisitions does not wait for ever: it tries, or gives up after "
     "a time, so the circle opens again"},
    {"read-read",
     "where the threads meet, the lock is held and wanted for reading only, and readers "
     "do not exclude each other"},
    {"gate lock", "all sides hold this lock around both acquisitions, so only one of them can be "
                  "there at a time"},
    {"single thread", "only one thread ever gets to both sides, and it cannot wait for itself"},
    {"ordered by create/join", "one side has finished before the other begins: the thread does not "
                               "exist yet, or has been joined already"},
    {"different programs",
     "the sides belong to different programs of this build, which never run in "
     "one process"},
    {"ordered instances",
     "the locks are of one kind and are acquired in a fixed order: by address, "
     "or from a parent down to what hangs below it"},
    {"instances of one class",
     "the locks are of one kind, and the analysis cannot tell which of them "
     "are the same object; a run with the probe can"},
    {"weak identity", "the locks lie in memory that is used again and again, so they may be "
                      "different objects"},
    {"another name", "the same acquisitions are told as a cycle of the variables that these "
                     "pointers lead to"},
    {"far apart",
     "many calls lie between two of the acquisitions, and the analysis looked at each by "
     "itself; a run with the probe shows whether they are ever made in one go"},
    {"too many contexts", "there are too many ways to get there to look at all of them"},
};

const char *hd_excuse_why(const char *reason)
{
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        if (strncmp(reason, sentences[i].reason, strlen(sentences[i].reason)) == 0)
            return sentences[i].why;
    return NULL;
}
