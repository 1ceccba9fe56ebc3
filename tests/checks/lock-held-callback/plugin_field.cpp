// The user's function gets the user's pointer while a scope guard holds the mutex.
#include <mutex>

typedef void (*progress_fn)(void *user, int percent);

class Copier {
public:
    void on_progress(progress_fn fn, void *user);
    void step();

private:
    std::mutex mutex_;
    progress_fn progress_ = nullptr;
    void *user_ = nullptr;
    int percent_ = 0;
};

void Copier::on_progress(progress_fn fn, void *user)
{
    std::lock_guard<std::mutex> guard(mutex_);
    progress_ = fn;
    user_ = user;
}

void Copier::step()
{
    std::lock_guard<std::mutex> guard(mutex_);
    percent_++;
    if (progress_)
        progress_(user_, percent_); // expect: lock-held-callback
}
