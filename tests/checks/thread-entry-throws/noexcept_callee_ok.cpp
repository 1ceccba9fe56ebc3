// The callee that throws is called from a function that lets nothing out, and the program says so.
#include <stdexcept>
#include <thread>

static void check(int n)
{
    if (n > 100)
        throw std::out_of_range("n");
}

static void guarded(int n) noexcept
{
    check(n); // ends the program here by design, not in the thread's entry
}

static void worker(int n)
{
    guarded(n);
}

void run(int n)
{
    std::thread t(worker, n);
    t.join();
}
