// A program of its own, with a lambda in its main.
#include <thread>

int main()
{
    int n = 0;
    std::thread t([&] { n++; });
    t.join();
    return n;
}
