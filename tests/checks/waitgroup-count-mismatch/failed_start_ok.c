/* A start that fails is counted down by the creator. */
#include "../../stubs/neco.h"

void sum(int *shard);

static void sum_shard(int argc, void *argv[])
{
    sum(argv[0]);
    neco_waitgroup_done(argv[1]);
}

void sum_all(int *shards, int n)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, n);
    for (int i = 0; i < n; i++)
        if (neco_start(sum_shard, 2, &shards[i], &wg) != NECO_OK)
            neco_waitgroup_done(&wg);
    neco_waitgroup_wait(&wg);
}
