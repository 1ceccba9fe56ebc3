// The simplest case: the function that the thread starts with throws.
#include <stdexcept>
#include <thread>

static void worker(int port)
{
    if (port <= 0)
        throw std::invalid_argument("port"); // expect: thread-entry-throws
}

void serve(int port)
{
    std::thread t(worker, port);
    t.join();
}
