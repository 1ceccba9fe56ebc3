// The record of a round is committed twice: the second time its lock is released already.
#include <mutex>
#include <utility>

static std::mutex journal;
static int written;

class Entry {
public:
    Entry(std::unique_lock<std::mutex> &&l, int n) : held(std::move(l)), number(n) {}
    void commit()
    {
        written += number;
        held.unlock();
    }

private:
    std::unique_lock<std::mutex> held;
    int number;
};

static Entry begin(int n)
{
    std::unique_lock<std::mutex> l(journal);
    return {std::move(l), n};
}

void write_all(int n)
{
    for (int i = 0; i < n; i++) {
        Entry e = begin(i);
        e.commit();
        if (n > 10)
            e.commit(); // expect: lock-not-held
    }
}
