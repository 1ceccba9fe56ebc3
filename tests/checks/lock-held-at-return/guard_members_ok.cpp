// A guard that is a member holds as long as its object lives; objects come out of factories, and one
// lets go for a while.
#include <mutex>
#include <shared_mutex>

static std::mutex m;
static int n;

class Access {
public:
    explicit Access(std::mutex &mutex) : lock_(mutex)
    {
    }
    int get() const
    {
        return n;
    }

private:
    std::lock_guard<std::mutex> lock_;
};

class Transaction {
public:
    explicit Transaction(std::mutex &mutex) : lock_(mutex)
    {
    }
    ~Transaction()
    {
        n++;
    }
    void pause()
    {
        lock_.unlock();
    }
    void resume()
    {
        lock_.lock();
    }

private:
    std::unique_lock<std::mutex> lock_;
};

class Names {
public:
    class View {
    public:
        explicit View(const Names &names) : names_(names), lock_(names.mutex_)
        {
        }
        int size() const
        {
            return names_.count_;
        }

    private:
        const Names &names_;
        std::shared_lock<std::shared_mutex> lock_;
    };
    View view() const
    {
        return View(*this);
    }
    void add()
    {
        std::unique_lock<std::shared_mutex> lock(mutex_);
        count_++;
    }

private:
    mutable std::shared_mutex mutex_;
    int count_ = 0;
};

static int look()
{
    Access a(m);
    if (a.get())
        return 2;
    return a.get() + 1;
}

static void work()
{
    Transaction t(m);
    t.pause();
    look();
    t.resume();
}

int main()
{
    Names names;
    {
        auto view = names.view();
        if (view.size())
            return 2;
    }
    names.add();
    work();
    return look();
}
