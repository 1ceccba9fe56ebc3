// A reference makes the temporary live as long as it does itself.
#include <mutex>
#include <tuple>

static std::mutex lock, other;
static int n;

void add()
{
    const auto &hold = std::unique_lock<std::mutex>(lock);
    (void)hold;
    n++;
}

void add_both()
{
    auto &&hold = std::scoped_lock(lock, other);
    (void)hold;
    n++;
}

void add_if()
{
    if (auto hold = std::unique_lock<std::mutex>{lock}; n < 10)
        n++;
}
