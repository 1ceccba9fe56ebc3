// What the thread's own call passes never makes the callee throw.
#include <stdexcept>
#include <thread>

static int divide(int a, int b)
{
    if (b == 0)
        throw std::domain_error("division by zero");
    return a / b;
}

static void halve(int *out)
{
    *out = divide(*out, 2);
}

void run(int *out)
{
    std::thread t(halve, out);
    t.join();
}
