// A lambda and a constructor have statements of their own.
#include <map>
#include <shared_mutex>

class Table
{
    mutable std::shared_mutex lock_;
    std::map<int, int> rows_;

  public:
    explicit Table(const Table &other)
    {
        std::shared_lock<std::shared_mutex>{other.lock_}; // expect: lock-guard-temporary
        rows_ = other.rows_;
    }

    int get(int key) const
    {
        auto look = [this, key] {
            std::shared_lock<std::shared_mutex>{lock_}; // expect: lock-guard-temporary
            auto at = rows_.find(key);
            return at == rows_.end() ? 0 : at->second;
        };
        return look();
    }
};

int use(const Table &t)
{
    Table copy(t);
    return copy.get(1);
}
