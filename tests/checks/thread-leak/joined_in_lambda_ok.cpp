// Threads are joined by lambdas that objects keep, that are handed on, or that the thread is moved into.
#include <functional>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

static void work()
{
}

template <class F> struct on_exit_of {
    F f;
    ~on_exit_of()
    {
        f();
    }
};

template <class F> class defer {
public:
    explicit defer(F f) : f_(std::move(f))
    {
    }
    defer(const defer &) = delete;
    ~defer()
    {
        f_();
    }

private:
    F f_;
};

struct last_act {
    std::function<void()> f;
    ~last_act()
    {
        f();
    }
};

static std::vector<std::function<void()>> at_end;

static void aggregate(bool early)
{
    std::thread t(work);
    on_exit_of e{[&] { t.join(); }};
    if (early)
        return;
    work();
}

static void constructor()
{
    std::thread t(work);
    defer e([&t] {
        if (t.joinable())
            t.join();
    });
}

static void erased()
{
    std::thread t(work);
    last_act e{[&t] { t.join(); }};
}

static void guarded_before_it_starts(int n)
{
    std::thread t;
    defer e([&] {
        if (t.joinable())
            t.join();
    });
    if (n > 0)
        t = std::thread(work);
}

static void in_rounds(int n)
{
    for (int i = 0; i < n; i++) {
        std::thread t(work);
        on_exit_of e{[&] { t.join(); }};
    }
}

static void deleter()
{
    std::thread t(work);
    std::shared_ptr<void> g(nullptr, [&t](void *) { t.join(); });
    std::unique_ptr<std::thread, void (*)(std::thread *)> p(&t, [](std::thread *) {});
}

static void by_lambda_of_lambda()
{
    std::thread t(work);
    auto join = [&] { t.join(); };
    defer e([&] { join(); });
}

static void by_reference()
{
    std::thread t(work);
    std::thread &r = t;
    defer e([&r] { r.join(); });
    std::thread u(work);
    defer f([&other = u] { other.join(); });
}

static void by_another_thread()
{
    std::thread t(work);
    std::thread u([&] { t.join(); });
    u.join();
}

static void moved_into_another()
{
    std::thread t(work);
    std::thread u([t = std::move(t)]() mutable { t.join(); });
    u.join();
}

static void moved_into_a_lambda()
{
    std::thread t(work);
    auto join = [t = std::move(t)]() mutable { t.join(); };
    join();
}

static void moved_by_a_lambda(std::vector<std::thread> &out)
{
    std::thread t(work);
    at_end.push_back([&] { out.push_back(std::move(t)); });
    at_end.back()();
    at_end.clear();
}

template <class F> void call(F f)
{
    f();
}

static void again()
{
    std::thread t(work);
    call([&] { t.join(); });
    t = std::thread(work);
    t.join();
}

int main()
{
    aggregate(true);
    constructor();
    erased();
    guarded_before_it_starts(1);
    in_rounds(2);
    deleter();
    by_lambda_of_lambda();
    by_reference();
    by_another_thread();
    moved_into_another();
    moved_into_a_lambda();
    std::vector<std::thread> out;
    moved_by_a_lambda(out);
    for (auto &t : out)
        t.join();
    again();
}
