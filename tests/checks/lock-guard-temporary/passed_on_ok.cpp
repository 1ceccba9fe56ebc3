// A temporary lives until the call it is an argument of is over; one that is returned or stored
// gets a name elsewhere; one that was told to wait holds nothing.
#include <mutex>
#include <utility>

static std::mutex lock;
static int total;

static int add_locked(const std::unique_lock<std::mutex> &, int n)
{
    return total += n;
}

int add(int n)
{
    return add_locked(std::unique_lock<std::mutex>(lock), n);
}

std::unique_lock<std::mutex> hold()
{
    return std::unique_lock<std::mutex>(lock);
}

void named(int n)
{
    std::lock_guard<std::mutex> guard{lock};
    total += n;
}

void moved(int n)
{
    std::unique_lock<std::mutex> guard;
    guard = std::unique_lock<std::mutex>(lock);
    total += n;
}

void nothing_held()
{
    std::unique_lock<std::mutex>(lock, std::defer_lock);
}
