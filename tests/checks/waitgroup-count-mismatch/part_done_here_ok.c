/* The creator counts down for what it does itself. */
#include "../../stubs/neco.h"

void sum(int *shard);

static void sum_shard(int argc, void *argv[])
{
    sum(argv[0]);
    neco_waitgroup_done(argv[1]);
}

void sum_all(int *shards)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 3);
    neco_start(sum_shard, 2, &shards[1], &wg);
    neco_start(sum_shard, 2, &shards[2], &wg);
    sum(&shards[0]);
    neco_waitgroup_done(&wg);
    neco_waitgroup_wait(&wg);
}
