// References are fine when the threads are joined before they die.
#include <thread>

void fill(int *out);

int sum()
{
    int a = 0, b = 0;
    std::thread t(fill, &a);
    std::thread u([&b] { fill(&b); });
    t.join();
    u.join();
    return a + b;
}
