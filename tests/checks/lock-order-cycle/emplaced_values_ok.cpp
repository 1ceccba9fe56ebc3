// A vector of something else: no threads are made.
#include <functional>
#include <mutex>
#include <vector>

static std::mutex a, b;

static void forth()
{
    std::lock_guard<std::mutex> x(a);
    std::lock_guard<std::mutex> y(b);
}

static void back()
{
    std::lock_guard<std::mutex> x(b);
    std::lock_guard<std::mutex> y(a);
}

int main()
{
    std::vector<std::function<void()>> steps;
    steps.emplace_back(forth);
    steps.emplace_back(back);
    for (auto &s : steps)
        s();
}
