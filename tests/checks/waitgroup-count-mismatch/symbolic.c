/* The first shard is done here, but counted. */
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
    neco_waitgroup_add(&wg, n); // expect: waitgroup-count-mismatch
    for (int i = 1; i < n; i++)
        neco_start(sum_shard, 2, &shards[i], &wg);
    sum(&shards[0]);
    neco_waitgroup_wait(&wg);
}
