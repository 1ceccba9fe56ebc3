// A guard of the program's own remembers in a field that has its value from the class whether it holds the lock; classes
// that hold such a guard, or derive from it, have no destructor of their own.
#include <mutex>
#include <stdexcept>

static std::mutex table_mutex;
static int table[10];

static void table_lock() { table_mutex.lock(); }
static void table_unlock() { table_mutex.unlock(); }

class TableLock {
    bool locked = true;
    int depth{1};
    void *owner = nullptr;

public:
    TableLock() { table_lock(); }
    ~TableLock()
    {
        if (locked)
            table_unlock();
    }
    void unlock()
    {
        table_unlock();
        locked = false;
    }
};

int get(int i)
{
    TableLock protect;
    if (i > 9)
        throw std::runtime_error("no such entry");
    return table[i];
}

int set_once(int i)
{
    const int known = get(i);
    if (known == 0) {
        const TableLock protect;
        table[i] = 1;
    }
    return known;
}

int leave_early(int i)
{
    TableLock protect;
    const int r = table[i];
    if (r) {
        protect.unlock();
        return r;
    }
    return 0;
}

struct Later {
    bool locked = false;
    void lock()
    {
        table_mutex.lock();
        locked = true;
    }
    ~Later()
    {
        if (locked)
            table_mutex.unlock();
    }
};

int when_asked(int ask)
{
    Later guard;
    if (ask)
        guard.lock();
    return ask;
}

struct Derived : Later {
    Derived() : Later() { lock(); }
    explicit Derived(int) : Derived() {}
};
struct Holder {
    Later guard;
    Holder() { guard.lock(); }
};

int parts_end(int i)
{
    {
        Derived first(1);
        table[i] = 2;
    }
    {
        Holder second;
        table[i]++;
    }
    auto *third = new Holder;
    table[i]++;
    delete third;
    Derived fourth;
    return table[i];
}
