// A wrapper around every entry hands exceptions to whoever waits.
#include <exception>
#include <stdexcept>
#include <thread>

static std::exception_ptr failure;

static void body(int n)
{
    if (n == 3)
        throw std::runtime_error("three");
}

static void entry(int n)
{
    try {
        body(n);
    } catch (...) {
        failure = std::current_exception();
    }
}

int run(int n)
{
    std::thread t(entry, n);
    t.join();
    return failure ? -1 : 0;
}
