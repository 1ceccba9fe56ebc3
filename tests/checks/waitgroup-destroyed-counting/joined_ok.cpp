// The threads are joined: nobody is left to count down.
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
    std::latch ready(2);
    std::thread a(warm, 0, &ready);
    std::thread b(warm, 1, &ready);
    a.join();
    b.join();
}
