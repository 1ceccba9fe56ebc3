// Released in another order than acquired; unique_locks that move.
#include "order.h"
#include <mutex>
#include <vector>

struct node {
    std::mutex m;
};

int main()
{
    std::vector<node> list(6);
    std::unique_lock<std::mutex> at(list[0].m);
    for (int i = 1; i < 6; i++) {
        std::unique_lock<std::mutex> next(list[i].m);
        at = std::move(next);
    }
    std::unique_lock<std::mutex> kept = std::move(at);
    kept.unlock();
    kept.lock();
    kept.release()->unlock();
}
