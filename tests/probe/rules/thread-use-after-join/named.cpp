// A native handle kept beside the std::thread is named after the join.
#include "order.h"
#include <pthread.h>
#include <thread>

int main()
{
    std::thread t([] { order_arrive(); });
    pthread_t handle = t.native_handle();
    t.join();
    pthread_setname_np(handle, "late"); // expect: thread-use-after-join
}
