// References to objects with locks are returned through local pointers and references: nothing is copied.
#include <mutex>

struct registry {
    std::mutex lock;
    int entries;
    registry &self()
    {
        registry *r = this;
        return *r;
    }
};

registry *load();

registry &instance()
{
    registry *r = load();
    return *r;
}

const registry &shared_one()
{
    static registry one;
    const registry &r = one;
    return r;
}

std::mutex &its_lock(registry *all, int n)
{
    registry &r = all[n];
    return r.lock;
}

template <class T> struct handle {
    T *p;
    T &operator*() const
    {
        auto q = p;
        return *q;
    }
};

int count(handle<registry> h)
{
    std::lock_guard<std::mutex> g((*h).lock);
    return (*h).entries + instance().self().entries + shared_one().entries;
}
