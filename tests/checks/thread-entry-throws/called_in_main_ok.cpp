// The function throws, but only the main thread calls it.
#include <stdexcept>
#include <thread>

static void configure(int workers)
{
    if (workers < 1)
        throw std::invalid_argument("workers");
}

static void tick(int *n)
{
    ++*n;
}

int main(int argc, char **)
{
    configure(argc);
    int n = 0;
    std::thread t(tick, &n);
    t.join();
    return n;
}
