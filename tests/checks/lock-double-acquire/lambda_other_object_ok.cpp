// Lambdas lock what they capture: another object than their parameter, after the lock is released, or of a pointer since set.
#include <mutex>
#include <utility>

struct box {
    std::mutex m;
    box *next = nullptr;
    int n = 0;
    int swap_in(int v)
    {
        auto set = [this](int to) {
            std::lock_guard<std::mutex> g(m);
            return std::exchange(n, to);
        };
        {
            std::lock_guard<std::mutex> l(m);
            n++;
        }
        return set(v);
    }
    int of_next()
    {
        std::lock_guard<std::mutex> l(m);
        auto read = [](box *b) {
            std::lock_guard<std::mutex> g(b->m);
            return b->n;
        };
        return next ? read(next) : 0;
    }
};

static int two(box &a, box &b)
{
    std::lock_guard<std::mutex> l(b.m);
    auto read = [&](box &other) {
        std::lock_guard<std::mutex> g(a.m);
        return a.n + other.n;
    };
    return read(b);
}

static int moved_on(box *b)
{
    auto first = [b] {
        std::lock_guard<std::mutex> g(b->m);
        return b->n;
    };
    b = b->next;
    std::lock_guard<std::mutex> l(b->m);
    return first();
}

static int released_within(box &b)
{
    std::unique_lock<std::mutex> l(b.m);
    auto outside = [&] {
        l.unlock();
        int n = b.n;
        l.lock();
        return n;
    };
    return outside() + b.n;
}

static int by_hand(box &b, bool early)
{
    b.m.lock();
    auto done = [&](int n) {
        b.m.unlock();
        return n;
    };
    if (early)
        return done(1);
    b.n++;
    return done(b.n);
}

int main()
{
    box a, b;
    a.next = &b;
    return a.swap_in(1) + a.of_next() + two(a, b) + moved_on(&a) + released_within(a) + by_hand(a, true);
}
