// The native handle was joined, the std::thread does not know.
#include "order.h"
#include <system_error>
#include <thread>

int main()
{
    std::thread *t = new std::thread([] { order_arrive(); });
    pthread_join(t->native_handle(), nullptr);
    try {
        t->join(); // expect: thread-double-join
        return 1;
    } catch (const std::system_error &) {
        return 0;
    }
}
