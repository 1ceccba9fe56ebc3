// std::thread throws, the program goes on without.
#include "order.h"
#include <sys/resource.h>
#include <system_error>
#include <thread>
#include <vector>

static int start_all(std::vector<std::thread> &pool)
{
    for (int i = 0; i < 100; i++) {
        try {
            pool.emplace_back([] { order_await(1000); }); // expect: thread-create-failed
        } catch (const std::system_error &) {
            return i;
        }
    }
    return 100;
}

int main()
{
    struct rlimit r = {200 << 20, 200 << 20};
    std::vector<std::thread> pool;
    must(setrlimit(RLIMIT_AS, &r) == 0);
    int n = start_all(pool);
    order_reach(1000);
    for (auto &t : pool)
        t.join();
    return n == 100;
}
