// Detached, and never more than eight at a time.
#include <semaphore>
#include <thread>

void handle(int n);
int next_message();

static std::counting_semaphore<8> slots(8);

void dispatch()
{
    for (;;) {
        slots.acquire();
        int m = next_message();
        std::thread t([m] {
            handle(m);
            slots.release();
        });
        t.detach();
    }
}
