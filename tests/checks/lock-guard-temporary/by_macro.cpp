// The macro forgot the name of the variable.
#include <mutex>

#define LOCKED(m) std::unique_lock<std::mutex>{m}

class Config
{
    std::mutex mutex_;
    int version_ = 0;

  public:
    int bump()
    {
        LOCKED(mutex_); // expect: lock-guard-temporary
        return ++version_;
    }
};

int main()
{
    Config c;
    return c.bump();
}
