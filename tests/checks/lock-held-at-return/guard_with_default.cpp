// The class says that the guard holds nothing, and its constructor forgets to note that it does.
#include <mutex>

static std::mutex table_mutex;
static int table[10];

class TableLock {
    bool locked = false;

public:
    TableLock() { table_mutex.lock(); }
    ~TableLock()
    {
        if (locked)
            table_mutex.unlock();
    }
    void unlock()
    {
        table_mutex.unlock();
        locked = false;
    }
};

int get(int i)
{
    TableLock protect;
    const int r = table[i];
    if (i > 3) {
        protect.unlock();
        return r;
    }
    return r + 1; // expect: lock-held-at-return
}
