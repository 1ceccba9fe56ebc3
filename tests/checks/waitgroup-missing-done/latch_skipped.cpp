// A thread that finds nothing to do leaves a latch uncounted.
#include <latch>
#include <thread>

int load(int shard);

static void warm(int shard, std::latch *ready)
{
    if (load(shard) < 0)
        return; // expect: waitgroup-missing-done
    ready->count_down();
}

void warm_up()
{
    std::latch ready(2);
    std::thread a(warm, 0, &ready);
    std::thread b(warm, 1, &ready);
    ready.wait();
    a.join();
    b.join();
}
