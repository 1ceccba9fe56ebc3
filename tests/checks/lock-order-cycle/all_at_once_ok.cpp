// std::lock and std::scoped_lock with several mutexes back off instead of waiting with one held.
#include <mutex>
#include <thread>

struct account {
    std::mutex m;
    long cents = 0;
};
static account savings, checking;

static void save(long cents)
{
    std::lock(savings.m, checking.m);
    std::lock_guard<std::mutex> a(savings.m, std::adopt_lock), b(checking.m, std::adopt_lock);
    checking.cents -= cents;
    savings.cents += cents;
}

static void spend(long cents)
{
    std::lock(checking.m, savings.m);
    savings.cents -= cents;
    checking.cents += cents;
    checking.m.unlock();
    savings.m.unlock();
}

static void swap_them()
{
    std::scoped_lock both(checking.m, savings.m);
    std::swap(checking.cents, savings.cents);
}

static long total()
{
    std::scoped_lock both(savings.m, checking.m);
    return savings.cents + checking.cents;
}

int main()
{
    std::thread a(save, 5), b(spend, 3), c(swap_them);
    long n = total();
    a.join();
    b.join();
    c.join();
    return n == 0;
}
