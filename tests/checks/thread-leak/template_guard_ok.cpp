// A class template whose destructor joins the thread that it holds.
#include <thread>

void work(int n);

template <class T> struct Joining {
    T held;
    ~Joining() { held.join(); }
};

void joins(int n)
{
    Joining<std::thread> p{std::thread(work, n)};
    work(n);
}
