// Lambdas that would join: one that is called on one way only, and one that only asks for the thread's number.
#include <functional>
#include <thread>

static void work()
{
}

static void on_one_way(bool wait)
{
    std::thread t(work);
    auto join = [&] { t.join(); };
    if (wait)
        join();
} // expect: thread-leak

static void only_asked(std::function<void(std::function<std::thread::id()>)> show)
{
    std::thread t(work); // expect: thread-leak
    show([&] { return t.get_id(); });
}

int main()
{
    on_one_way(false);
    only_asked([](auto f) { (void)f(); });
}
