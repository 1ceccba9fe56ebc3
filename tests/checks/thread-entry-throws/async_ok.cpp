// What leaves the function of std::async comes out of the future.
#include <future>
#include <stdexcept>

static int parse(int x)
{
    if (x > 3)
        throw std::invalid_argument("too large");
    return x;
}

int parsed(int x)
{
    std::future<int> f = std::async(std::launch::async, [x] { return parse(x); });
    try {
        return f.get();
    } catch (const std::invalid_argument &) {
        return 0;
    }
}
