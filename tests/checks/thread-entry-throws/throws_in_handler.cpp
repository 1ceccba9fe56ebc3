// The handler throws another exception, which nothing around it catches.
#include <stdexcept>
#include <thread>

int read_block(int n);

static void fetch(int n)
{
    try {
        if (read_block(n) < 0)
            throw 5;
    } catch (int code) {
        throw std::runtime_error("read failed"); // expect: thread-entry-throws
    }
}

void run(int n)
{
    std::thread t(fetch, n);
    t.join();
}
