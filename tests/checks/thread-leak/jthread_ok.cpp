// jthread joins by itself.
#include <thread>

void work(int n);

int run(int n)
{
    std::jthread t(work, n);
    return n;
}
