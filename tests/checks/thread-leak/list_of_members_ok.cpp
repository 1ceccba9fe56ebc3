// A destructor joins what a list in a loop leads to; another one gives its thread to a function of another file.
#include <initializer_list>
#include <thread>

static void work()
{
}

struct pair_of_threads {
    std::thread a, b;
    ~pair_of_threads()
    {
        for (auto *t : {&a, &b})
            if (t->joinable())
                t->join();
    }
};

class server {
public:
    void start()
    {
        reader_ = std::thread(work);
        writer_ = std::thread(work);
    }
    void stop()
    {
        for (std::thread *t : {&reader_, &writer_})
            t->join();
    }

private:
    std::thread reader_, writer_;
};

void finish(std::thread &t);

struct finished {
    std::thread t;
    ~finished()
    {
        finish(t);
    }
};

static void braces()
{
    pair_of_threads p{std::thread(work), std::thread(work)};
}

static void assigned(bool both)
{
    pair_of_threads p;
    p.a = std::thread(work);
    if (both)
        p.b = std::thread(work);
}

static void elsewhere()
{
    finished f;
    f.t = std::thread(work);
}

int main()
{
    braces();
    assigned(true);
    elsewhere();
    server s;
    s.start();
    s.stop();
}
