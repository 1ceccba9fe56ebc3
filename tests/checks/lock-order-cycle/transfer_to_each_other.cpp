/* Two objects that transfer to each other, in threads of main's. */
#include <mutex>
#include <thread>
#include <functional>
class Account {
public:
    explicit Account(long n) : balance_(n) {}
    void transferTo(Account &other, long n)
    {
        std::lock_guard<std::mutex> a(m_);
        std::lock_guard<std::mutex> b(other.m_); // expect: lock-order-cycle
        balance_ -= n;
        other.balance_ += n;
    }
private:
    std::mutex m_;
    long balance_;
};
int main()
{
    Account a(100), b(100);
    std::thread t1([&] { for (int i = 0; i < 1000; i++) a.transferTo(b, 1); });
    std::thread t2([&] { for (int i = 0; i < 1000; i++) b.transferTo(a, 1); });
    t1.join();
    t2.join();
}
