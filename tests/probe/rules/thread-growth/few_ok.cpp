// A handful more each second is not much: below the limit.
// run: --growth-every=250
#include "order.h"
#include <atomic>
#include <thread>
#include <vector>

static std::atomic<bool> stop;

int main()
{
    std::vector<std::thread> all;
    for (int i = 0; i < 12; i++) {
        all.emplace_back([] {
            while (!stop)
                usleep(10 * 1000);
        });
        usleep(160 * 1000);
    }
    stop = true;
    for (auto &t : all)
        t.join();
}
