// A scope guard in a handler, and a handler that is a lambda.
#include <csignal>
#include <mutex>

static std::mutex lock;
static int interrupts, hangups;

static void on_interrupt(int)
{
    std::lock_guard<std::mutex> hold(lock); // expect: lock-in-signal-handler
    interrupts++;
}

void install()
{
    std::signal(SIGINT, on_interrupt);
    std::signal(SIGHUP, [](int) {
        std::unique_lock<std::mutex> hold(lock); // expect: lock-in-signal-handler
        hangups++;
    });
}
