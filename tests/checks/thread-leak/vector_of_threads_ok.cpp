// Threads move into a vector and are joined from there.
#include <thread>
#include <utility>
#include <vector>

void work(int n);

void run(int n)
{
    std::vector<std::thread> threads;
    for (int i = 0; i < n; i++) {
        std::thread t(work, i);
        threads.push_back(std::move(t));
    }
    threads.emplace_back(work, n);
    for (auto &t : threads)
        t.join();
}
