// std::lock and scoped_lock acquire both without an order.
#include <mutex>
#include <thread>

static std::mutex a, b;
static int n;

static void one()
{
    std::scoped_lock lk(a, b);
    n++;
}

static void two()
{
    std::lock(b, a);
    std::lock_guard<std::mutex> lb(b, std::adopt_lock);
    std::lock_guard<std::mutex> la(a, std::adopt_lock);
    n--;
}

int main()
{
    std::thread t(one);
    two();
    t.join();
    return n;
}
