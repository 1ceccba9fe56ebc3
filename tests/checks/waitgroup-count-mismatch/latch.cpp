#include <latch>
#include <thread>

void load(int shard);

static void warm(int shard, std::latch *ready)
{
    load(shard);
    ready->count_down();
}

void warm_up()
{
    std::latch ready(3); // expect: waitgroup-count-mismatch
    std::thread a(warm, 0, &ready);
    std::thread b(warm, 1, &ready);
    ready.wait();
    a.join();
    b.join();
}
