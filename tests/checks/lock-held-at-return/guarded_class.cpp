// A mutex class and its guard as clang's documentation shows them, both only declared here.
#if defined(__clang__)
#define TSA(x) __attribute__((x))
#else
#define TSA(x)
#endif
#define CAPABILITY(x) TSA(capability(x))
#define SCOPED_CAPABILITY TSA(scoped_lockable)
#define ACQUIRE(...) TSA(acquire_capability(__VA_ARGS__))
#define RELEASE(...) TSA(release_capability(__VA_ARGS__))
#define TRY_ACQUIRE(...) TSA(try_acquire_capability(__VA_ARGS__))
#define REQUIRES(...) TSA(requires_capability(__VA_ARGS__))

class CAPABILITY("mutex") Mutex {
public:
    void Lock() ACQUIRE();
    void Unlock() RELEASE();
    bool TryLock() TRY_ACQUIRE(true);
};

class SCOPED_CAPABILITY MutexLock {
public:
    explicit MutexLock(Mutex *mu) ACQUIRE(mu);
    ~MutexLock() RELEASE();
};

class Account {
public:
    int Deposit(int amount);
    int Withdraw(int amount);
    int Peek(int *out);
    int Audit();

private:
    void Note(int amount) REQUIRES(mu_);
    Mutex mu_;
    int balance_ = 0;
};

int Account::Deposit(int amount)
{
    MutexLock lock(&mu_);
    if (amount < 0)
        return -1;
    balance_ += amount;
    Note(amount);
    return 0;
}

int Account::Withdraw(int amount)
{
    mu_.Lock();
    if (amount > balance_)
        return -1; // expect: lock-held-at-return
    balance_ -= amount;
    Note(-amount);
    mu_.Unlock();
    return 0;
}

int Account::Peek(int *out)
{
    if (!mu_.TryLock())
        return -1;
    if (balance_ < 0)
        return -1; // expect: lock-held-at-return
    *out = balance_;
    mu_.Unlock();
    return 0;
}

int Account::Audit()
{
    MutexLock lock(&mu_);
    mu_.Unlock();
    int n = balance_;
    mu_.Lock();
    return n;
}
