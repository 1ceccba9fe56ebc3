// The shared guard lives until the end of the function.
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>

class Names
{
    std::shared_mutex lock_;
    std::map<std::string, int> ids_;

    void add(const std::string &name)
    {
        std::unique_lock<std::shared_mutex> hold(lock_);
        ids_.emplace(name, static_cast<int>(ids_.size()));
    }

  public:
    int id(const std::string &name)
    {
        std::shared_lock<std::shared_mutex> hold(lock_);
        auto at = ids_.find(name);
        if (at != ids_.end())
            return at->second;
        add(name); // expect: lock-upgrade
        return static_cast<int>(ids_.size());
    }
};

int id_of(Names &names)
{
    return names.id("x");
}
