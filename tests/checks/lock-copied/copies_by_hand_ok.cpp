// In C++ a copy constructor decides what is copied; the locks of the library cannot be.
#include <mutex>
#include <string>
#include <utility>
#include <vector>

class Profile
{
    mutable std::mutex lock_;
    std::string name_;

  public:
    Profile() = default;
    Profile(const Profile &other)
    {
        std::lock_guard<std::mutex> hold(other.lock_);
        name_ = other.name_;
    }
    Profile &operator=(const Profile &other)
    {
        if (this != &other) {
            std::scoped_lock hold(lock_, other.lock_);
            name_ = other.name_;
        }
        return *this;
    }
    Profile(Profile &&other) noexcept : name_(std::move(other.name_))
    {
    }
};

Profile copy_of(const Profile &p)
{
    Profile q = p;
    q = p;
    std::vector<Profile> all;
    all.push_back(q);
    return q;
}
