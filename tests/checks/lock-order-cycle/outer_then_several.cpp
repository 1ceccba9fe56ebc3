// What is held before several locks are acquired at once still waits for each of them.
#include <mutex>
#include <thread>

struct account {
    std::mutex m;
    long cents = 0;
};
static account savings, checking;
static std::mutex ledger;
static long entries;

static void transfer(long cents)
{
    std::lock_guard<std::mutex> note(ledger);
    std::scoped_lock both(savings.m, checking.m); // expect: lock-order-cycle
    checking.cents -= cents;
    savings.cents += cents;
    entries++;
}

static void interest()
{
    std::lock_guard<std::mutex> one(savings.m);
    savings.cents += savings.cents / 100;
    std::lock_guard<std::mutex> note(ledger);
    entries++;
}

int main()
{
    std::thread a(transfer, 5), b(interest);
    a.join();
    b.join();
    return 0;
}
