// A thread that is made for a call is the callee's.
#include <thread>
#include <utility>

void work(int n);
void take(std::thread t);

class Scoped {
public:
    explicit Scoped(std::thread t) : thread_(std::move(t)) {}
    ~Scoped() { thread_.join(); }

private:
    std::thread thread_;
};

template <class T> class ScopedAny {
public:
    explicit ScopedAny(T t) : held_(std::move(t)) {}
    ~ScopedAny() { held_.join(); }

private:
    T held_;
};

static void finish(std::thread t) { t.join(); }

void given(int n)
{
    take(std::thread(work, n));
    finish(std::thread(work, n));
    Scoped s(std::thread(work, n));
    ScopedAny<std::thread> any(std::thread(work, n));
    work(n);
}

void given_by_name(int n)
{
    std::thread t(work, n);
    take(std::move(t));
    std::thread u(work, n);
    Scoped s(std::move(u));
}
