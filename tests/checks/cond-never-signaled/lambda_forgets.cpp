// A condition of the function's own: the lambda sets the flag, and signals another condition.
#include <condition_variable>
#include <mutex>
#include <thread>

int main()
{
    std::mutex m;
    std::condition_variable filled, drained;
    bool ready = false;
    std::thread t([&] {
        std::lock_guard<std::mutex> g(m);
        ready = true;
        drained.notify_all();
    });
    {
        std::unique_lock<std::mutex> l(m);
        filled.wait(l, [&] { return ready; }); // expect: cond-never-signaled
    }
    t.join();
}
