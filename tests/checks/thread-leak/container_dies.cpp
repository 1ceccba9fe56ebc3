// Containers and smart pointers of std::thread that die with the function, and nobody joined.
#include <deque>
#include <list>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

void work(int n);
bool ready();

void forgets(int n)
{
    std::vector<std::thread> threads;
    threads.reserve(4);
    threads.emplace_back(work, n); // expect: thread-leak
    work(static_cast<int>(threads.size()));
}

void forgets_many(int n)
{
    using Threads = std::vector<std::thread>;
    Threads threads;
    for (int i = 0; i < n; i++)
        threads.emplace_back([i] { work(i); }); // expect: thread-leak
}

void forgets_pushed(int n)
{
    std::deque<std::thread> threads{};
    threads.push_back(std::thread(work, n)); // expect: thread-leak
}

void forgets_moved(int n)
{
    std::list<std::thread> threads;
    std::thread t(work, n);
    threads.push_front(std::move(t)); // expect: thread-leak
}

int forgets_in_scope(int n)
{
    if (ready()) {
        std::vector<std::thread> threads;
        threads.emplace_back(work, n); // expect: thread-leak
    }
    std::vector<std::thread> others;
    others.emplace_back(work, n);
    for (auto &t : others)
        t.join();
    return n;
}

void forgets_smart(int n)
{
    auto thread = std::make_unique<std::thread>(work, n); // expect: thread-leak
    work(n);
}

int main()
{
    std::vector<std::thread> threads;
    threads.emplace_back(work, 1); // expect: thread-leak
    return 0;
}

void forgets_shared(int n)
{
    auto thread = std::make_shared<std::thread>(work, n); // expect: thread-leak
}
