// Static mutexes that are never destroyed, and objects whose guards end before they do.
#include "order.h"
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <vector>

static std::mutex forever;
struct shard {
    std::shared_mutex m;
    int n = 0;
};

int main()
{
    std::lock_guard<std::mutex> g(forever);
    std::vector<std::unique_ptr<shard>> shards;
    for (int i = 0; i < 10; i++)
        shards.push_back(std::make_unique<shard>());
    for (auto &s : shards) {
        std::shared_lock<std::shared_mutex> r(s->m);
        s->n++;
    }
    shards.clear();
}
