#include "absl/synchronization/mutex.h"

class Table
{
    absl::Mutex mu_;
    absl::CondVar filled_;
    int rows_ = 0;

  public:
    int rows()
    {
        absl::ReaderMutexLock lock(&mu_);
        return rows_;
    }

    void grow()
    {
        absl::MutexLock lock(&mu_);
        rows_ = rows() + 1; // expect: lock-double-acquire
        filled_.Signal();
    }

    int pop()
    {
        mu_.Lock();
        if (rows_ == 0)
            return -1; // expect: lock-held-at-return
        rows_--;
        mu_.Unlock();
        return 0;
    }

    void wait()
    {
        mu_.Lock();
        filled_.Wait(&mu_); // expect: cond-wait-no-loop
        rows_ = 0;
        mu_.Unlock();
    }

    void once()
    {
        absl::MutexLock(&this->mu_); // expect: lock-guard-temporary
        rows_++;
    }
};

void counted()
{
    absl::BlockingCounter done(1);
    done.DecrementCount();
    done.DecrementCount(); // expect: waitgroup-negative
}

int main()
{
    Table t;
    t.grow();
    t.wait();
    t.once();
    counted();
    return t.pop();
}
