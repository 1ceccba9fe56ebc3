// The flag is set, nobody notifies.
#include <condition_variable>
#include <mutex>
#include <thread>

static std::mutex m;
static std::condition_variable cv;
static bool ready;

int main()
{
    std::thread t([] {
        std::unique_lock<std::mutex> lk(m);
        while (!ready)
            cv.wait(lk); // expect: cond-never-signaled
    });
    {
        std::lock_guard<std::mutex> lk(m);
        ready = true;
    }
    t.join();
    return 0;
}
