// The lock that the temporary adopts is gone with it.
#include <mutex>

static std::mutex lock;
static int total;

void add(int n)
{
    lock.lock();
    std::lock_guard<std::mutex>{lock, std::adopt_lock}; // expect: lock-guard-temporary
    total += n;
}

template <typename T> class Cell
{
    std::mutex lock_;
    T value_{};

  public:
    void set(const T &value)
    {
        std::lock_guard<std::mutex>{lock_}; // expect: lock-guard-temporary
        value_ = value;
    }
};

void use(Cell<int> &cell)
{
    cell.set(1);
}
