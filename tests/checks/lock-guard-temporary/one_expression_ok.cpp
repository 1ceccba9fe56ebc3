// A temporary lives to the end of its full expression: what stands behind the comma is protected.
#include <mutex>
#include <utility>

static std::mutex lock;
static int n;

static int next_unlocked()
{
    return ++n;
}

int next()
{
    return std::lock_guard<std::mutex>{lock}, next_unlocked();
}

void reset()
{
    std::lock_guard<std::mutex>{lock}, n = 0;
}
