// A lambda that is called under a lock acquires it again, by `this` and by a parameter that it captures.
#include <mutex>

struct box {
    std::mutex m;
    int n = 0;
    int get()
    {
        std::lock_guard<std::mutex> l(m);
        auto read = [this] {
            std::lock_guard<std::mutex> g(m);
            return n;
        };
        return read(); // expect: lock-double-acquire
    }
};

static int by_reference(box &b)
{
    b.m.lock();
    auto read = [&](int by) {
        std::lock_guard<std::mutex> g(b.m);
        return b.n + by;
    };
    int r = read(1); // expect: lock-double-acquire
    b.m.unlock();
    return r;
}

int main()
{
    box b;
    return b.get() + by_reference(b);
}
