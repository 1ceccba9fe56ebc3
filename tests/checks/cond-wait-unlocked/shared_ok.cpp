// std::condition_variable_any waits with any lock, one held for reading too.
#include <condition_variable>
#include <mutex>
#include <shared_mutex>

static std::shared_mutex lock;
static std::condition_variable_any newer;
static int generation;

int wait_newer(int than)
{
    std::shared_lock<std::shared_mutex> reads(lock);
    while (generation <= than)
        newer.wait(reads);
    return generation;
}

void publish()
{
    {
        std::unique_lock<std::shared_mutex> writes(lock);
        generation++;
    }
    newer.notify_all();
}
