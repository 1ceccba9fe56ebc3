// The threads are made in place by the vector that keeps them.
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

class Bank {
public:
    void pay()
    {
        std::lock_guard<std::mutex> a(accounts_);
        std::lock_guard<std::mutex> l(log_);
        money_++;
    }
    void audit()
    {
        std::lock_guard<std::mutex> l(log_);
        std::lock_guard<std::mutex> a(accounts_); // expect: lock-order-cycle
        money_--;
    }

private:
    std::mutex accounts_, log_;
    long money_ = 0;
};

int main()
{
    Bank bank;
    std::vector<std::thread> threads;
    threads.emplace_back(&Bank::pay, &bank);
    threads.emplace_back([&bank] { bank.audit(); });
    for (auto &t : threads)
        t.join();
}
