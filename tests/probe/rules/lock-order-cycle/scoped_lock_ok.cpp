// std::scoped_lock and std::lock avoid deadlock by themselves, in any order of their arguments.
#include "order.h"
#include <mutex>
#include <thread>

static std::mutex a, b, c;

int main()
{
    std::thread t([] {
        for (int i = 0; i < 50; i++)
            std::scoped_lock l(a, b, c);
    });
    std::thread u([] {
        for (int i = 0; i < 50; i++) {
            std::scoped_lock l(c, b, a);
        }
    });
    std::thread v([] {
        for (int i = 0; i < 50; i++) {
            std::lock(b, a);
            a.unlock();
            b.unlock();
        }
    });
    t.join();
    u.join();
    v.join();
}
