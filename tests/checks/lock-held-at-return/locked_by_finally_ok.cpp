// Lambdas that acquire or release a lock for the function that they stand in, when an object of it
// ends.
#include <mutex>

template <class F> struct Finally {
    F f;
    ~Finally() { f(); }
};
template <class F> Finally(F) -> Finally<F>;
template <class F> Finally<F> finally(F f)
{
    return Finally<F>{f};
}

std::mutex m;
int n;

void locks_again()
{
    m.lock();
    n++;
    m.unlock();
    {
        auto g = [&] { m.lock(); };
        Finally<decltype(g)> r{g};
        n = 2;
    }
    m.unlock();
}

int unlocks(int k)
{
    m.lock();
    Finally u{[&] { m.unlock(); }};
    if (k < 0)
        return -1;
    return n += k;
}

int unlocks_by_name(int k)
{
    auto g = [] { m.unlock(); };
    m.lock();
    Finally<decltype(g)> u{g};
    return n += k;
}

int in_a_loop(int k)
{
    std::unique_lock<std::mutex> l(m);
    for (int i = 0; i < k; i++) {
        n++;
        l.unlock();
        auto u = finally([&l] { l.lock(); });
        if (i == 3)
            continue;
    }
    return n;
}

int main()
{
    locks_again();
    return unlocks(3) + unlocks(-1) + unlocks_by_name(2) + unlocks_by_name(1) + in_a_loop(3);
}
