// Everything is caught in the entry.
#include <exception>
#include <stdexcept>
#include <thread>

void note_failure(const char *what);

static void worker(int port)
{
    try {
        if (port <= 0)
            throw std::invalid_argument("port");
    } catch (const std::exception &e) {
        note_failure(e.what());
    }
}

void serve(int port)
{
    std::thread t(worker, port);
    t.join();
}
