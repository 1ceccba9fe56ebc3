// Detached std::threads told by a promise when they are done.
#include "order.h"
#include <future>
#include <thread>

int main()
{
    for (int i = 0; i < 5; i++) {
        std::promise<int> done;
        auto result = done.get_future();
        std::thread([p = std::move(done), i]() mutable { p.set_value_at_thread_exit(i); }).detach();
        must(result.get() == i);
    }
    return 0;
}
