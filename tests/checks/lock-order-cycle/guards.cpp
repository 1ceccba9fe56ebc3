// Two methods, two guards each, in opposite orders.
#include <mutex>
#include <thread>

class Bank {
  public:
    void deposit(int n)
    {
        std::lock_guard<std::mutex> a(accounts_);
        std::lock_guard<std::mutex> j(journal_); // expect: lock-order-cycle
        sum_ += n;
    }
    int audit()
    {
        std::unique_lock<std::mutex> j(journal_);
        std::unique_lock<std::mutex> a(accounts_); // expect: lock-order-cycle
        return sum_;
    }

  private:
    std::mutex accounts_, journal_;
    int sum_ = 0;
};

static Bank bank;

int main()
{
    std::thread t([] { bank.deposit(1); });
    int n = bank.audit();
    t.join();
    return n < 0;
}
