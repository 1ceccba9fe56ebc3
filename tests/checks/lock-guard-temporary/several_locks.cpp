// The locks are taken in one go, and given back in the same statement.
#include <mutex>

struct Account {
    std::mutex lock;
    long balance = 0;
};

void move_money(Account &from, Account &to, long sum)
{
    std::scoped_lock(from.lock, to.lock); // expect: lock-guard-temporary
    from.balance -= sum;
    to.balance += sum;
}
