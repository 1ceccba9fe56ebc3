// Objects that hold a lock while they live, returned by value, one in each round of a loop.
#include <mutex>
#include <utility>

struct Box {
    struct Access {
        Box &box;
        explicit Access(Box &b) : box(b)
        {
            box.lock.lock();
        }
        ~Access()
        {
            box.lock.unlock();
        }
    };
    Access access()
    {
        return Access(*this);
    }
    std::mutex lock;
    int value = 0;
};

static Box box;
static std::mutex journal;
static int written;

class Entry
{
  public:
    Entry(std::unique_lock<std::mutex> &&l, int n) : held(std::move(l)), number(n)
    {
    }
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

void count(int n)
{
    for (int i = 0; i < n; i++) {
        auto access = box.access();
        access.box.value++;
    }
}

void write_all(int n)
{
    for (int i = 0; i < n; i++) {
        Entry e = begin(i);
        e.commit();
    }
}
