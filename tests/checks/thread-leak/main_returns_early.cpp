// The destructor of a running std::thread ends the program, in main as anywhere; exit() runs none.
#include <cstdlib>
#include <thread>

static void work()
{
}

int main(int argc, char **)
{
    std::thread t(work);
    if (argc > 3)
        exit(1);
    if (argc > 2)
        return 1; // expect: thread-leak
    t.join();
    return 0;
}
