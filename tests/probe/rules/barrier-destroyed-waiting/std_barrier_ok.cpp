// std::barrier and std::latch of C++20 beside a POSIX barrier with another count each round.
#include "order.h"
#include <barrier>
#include <latch>
#include <pthread.h>
#include <thread>
#include <vector>

int main()
{
    for (unsigned n = 1; n < 5; n++) {
        pthread_barrier_t b;
        std::barrier sync(n);
        std::latch done(n);
        std::vector<std::thread> crew;
        pthread_barrier_init(&b, nullptr, n);
        for (unsigned i = 0; i < n; i++)
            crew.emplace_back([&] {
                sync.arrive_and_wait();
                pthread_barrier_wait(&b);
                done.count_down();
            });
        done.wait();
        for (auto &t : crew)
            t.join();
        pthread_barrier_destroy(&b);
    }
}
