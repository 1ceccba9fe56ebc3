// Guards that leave their function: inside what is returned, moved into a container, an optional or
// an object on the heap, or exchanged with another.
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

struct Row {
    std::mutex m;
    int value = 0;
};

struct Locked {
    Row *row;
    std::unique_lock<std::mutex> lock;
};

static Row rows[4];
static std::mutex big;
static int n;

Locked find(int k)
{
    if (k > 3)
        return {nullptr, {}};
    return {&rows[k], std::unique_lock<std::mutex>(rows[k].m)};
}

std::pair<Row *, std::unique_lock<std::mutex>> find_pair(int k)
{
    if (k > 3)
        return {};
    return {&rows[k], std::unique_lock<std::mutex>(rows[k].m)};
}

std::optional<std::unique_lock<std::mutex>> attempt()
{
    std::unique_lock<std::mutex> lock(big, std::try_to_lock);
    if (!lock)
        return std::nullopt;
    return lock;
}

class Session {
public:
    explicit Session(std::unique_lock<std::mutex> &&lock) : lock_(std::move(lock))
    {
    }

private:
    std::unique_lock<std::mutex> lock_;
};

std::unique_ptr<Session> open(bool wait)
{
    std::unique_lock<std::mutex> lock(big, std::defer_lock);
    if (wait)
        lock.lock();
    else if (!lock.try_lock())
        return nullptr;
    if (n < 0)
        return nullptr;
    return std::make_unique<Session>(std::move(lock));
}

class Several {
public:
    void add(int k)
    {
        held_.push_back(std::unique_lock<std::mutex>(rows[k].m));
    }
    bool try_add(int k)
    {
        std::unique_lock<std::mutex> lock(rows[k].m, std::try_to_lock);
        if (!lock)
            return false;
        named_.insert_or_assign(k, std::move(lock));
        return true;
    }

private:
    std::vector<std::unique_lock<std::mutex>> held_;
    std::map<int, std::unique_lock<std::mutex>> named_;
};

int exchange()
{
    std::unique_lock<std::mutex> one(big), other;
    one.swap(other);
    n++;
    other.unlock();
    return n;
}

int main(int argc, char **)
{
    {
        auto found = find(argc);
        if (!found.row)
            return 1;
        found.row->value++;
    }
    {
        auto [row, lock] = find_pair(argc);
        if (row)
            row->value++;
    }
    if (auto lock = attempt())
        n++;
    open(true);
    Several s;
    s.add(1);
    s.try_add(2);
    return exchange() + exchange();
}
