// A saved native handle of a detached std::thread.
#include "order.h"
#include <thread>

int main()
{
    std::thread t([] { order_await(1); });
    pthread_t saved = t.native_handle();
    t.detach();
    pthread_join(saved, nullptr); // expect: thread-join-detached
    order_reach(1);
    order_settle();
    return 0;
}
