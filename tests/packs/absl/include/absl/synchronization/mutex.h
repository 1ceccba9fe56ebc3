// The part of Abseil's interface that the programs beside this folder use.
#pragma once
#define ABSL_LOCKABLE __attribute__((lockable))
namespace absl
{
inline namespace lts_20240116
{
class Condition
{
  public:
    explicit Condition(const bool *cond);
};
class Mutex
{
  public:
    constexpr Mutex() = default;
    ~Mutex();
    void Lock();
    bool TryLock();
    void Unlock();
    void AssertHeld() const;
    void ReaderLock();
    void ReaderUnlock();
    void Await(const Condition &cond);
};
class MutexLock
{
    Mutex *const mu_;

  public:
    explicit MutexLock(Mutex *mu);
    ~MutexLock();
};
class ReaderMutexLock
{
    Mutex *const mu_;

  public:
    explicit ReaderMutexLock(Mutex *mu);
    ~ReaderMutexLock();
};
class ReleasableMutexLock
{
    Mutex *mu_;

  public:
    explicit ReleasableMutexLock(Mutex *mu);
    ~ReleasableMutexLock();
    void Release();
};
class CondVar
{
  public:
    CondVar() = default;
    void Wait(Mutex *mu);
    void Signal();
};
class BlockingCounter
{
  public:
    explicit BlockingCounter(int initial_count);
    bool DecrementCount();
    void Wait();
};
} // namespace lts_20240116
} // namespace absl
