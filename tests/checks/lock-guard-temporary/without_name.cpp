// Braces and parentheses both make an object that is gone at the semicolon.
#include <mutex>
#include <shared_mutex>

static std::mutex lock;
static std::shared_mutex table;
static int total;

void add(int n)
{
    std::lock_guard<std::mutex>{lock}; // expect: lock-guard-temporary
    total += n;
}

int read_table()
{
    std::shared_lock<std::shared_mutex>{table}; // expect: lock-guard-temporary
    return total;
}

class Log
{
    std::mutex lock_;
    int lines_ = 0;

  public:
    void write()
    {
        std::unique_lock<std::mutex>{this->lock_}; // expect: lock-guard-temporary
        lines_++;
    }
};

void use(Log &log)
{
    log.write();
}
