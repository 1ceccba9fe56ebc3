#include "absl/synchronization/mutex.h"

class Queue
{
    absl::Mutex mu_;
    absl::CondVar filled_;
    bool open_ = true;
    int items_ = 0;

    void drop()
    {
        mu_.AssertHeld();
        items_ = 0;
    }

  public:
    bool pop()
    {
        absl::MutexLock lock(&mu_);
        while (open_ && items_ == 0)
            filled_.Wait(&mu_);
        if (items_ == 0)
            return false;
        items_--;
        return true;
    }

    void push(bool loud)
    {
        absl::ReleasableMutexLock lock(&mu_);
        items_++;
        if (!loud)
            return;
        lock.Release();
        filled_.Signal();
    }

    bool try_clear()
    {
        if (!mu_.TryLock())
            return false;
        drop();
        mu_.Unlock();
        return true;
    }

    void wait_closed()
    {
        absl::MutexLock lock(&mu_);
        mu_.Await(absl::Condition(&open_));
        drop();
    }

    int peek()
    {
        mu_.ReaderLock();
        int n = items_;
        mu_.ReaderUnlock();
        return n;
    }
};

void done_once(int n)
{
    absl::BlockingCounter left(n);
    for (int i = 0; i < n; i++)
        left.DecrementCount();
    left.Wait();
}

int main()
{
    Queue q;
    q.push(true);
    q.wait_closed();
    done_once(3);
    return q.pop() && q.try_clear() ? q.peek() : 0;
}
