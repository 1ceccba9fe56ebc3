// The entry is a lambda, the exception comes from a member function.
#include <stdexcept>
#include <thread>

class Link {
public:
    void start();
    void stop() { thread_.join(); }

private:
    void pump();
    std::thread thread_;
    int state_ = 0;
};

void Link::pump()
{
    if (state_ < 0)
        throw std::logic_error("pumped before it was opened");
    state_++;
}

void Link::start()
{
    thread_ = std::thread([this] {
        for (int i = 0; i < 10; i++)
            pump(); // expect: thread-entry-throws
    });
}
