// Other temporaries of types that only look like guards.
#include <mutex>
#include <string>

struct lock_guard {
    explicit lock_guard(const std::string &name);
};

struct ScopedTimer {
    explicit ScopedTimer(std::mutex &m);
    void stop();
};

static std::mutex lock;
static int n;

void named_alike()
{
    lock_guard{"init"};
    ScopedTimer{lock}.stop();
    std::lock_guard<std::mutex> hold{lock};
    n++;
}
