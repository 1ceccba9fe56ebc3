// Objects made and destroyed in one buffer.
#include "order.h"
#include <mutex>
#include <new>
#include <shared_mutex>

struct a {
    std::mutex m;
};
struct b {
    long pad;
    std::shared_mutex m;
};
alignas(64) static char room[256];

int main()
{
    for (int i = 0; i < 10; i++) {
        a *x = new (room) a;
        {
            std::lock_guard<std::mutex> g(x->m);
        }
        x->~a();
        b *y = new (room) b;
        {
            std::lock_guard<std::shared_mutex> g(y->m);
        }
        y->~b();
    }
}
