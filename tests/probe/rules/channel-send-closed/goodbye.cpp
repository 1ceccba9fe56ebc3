// The destructor says goodbye on a channel that stop() has closed.
#include "home.h"

namespace {
class Worker {
public:
    Worker() : c(chan_new(0)) {}
    ~Worker()
    {
        chan_send(c, -1); // expect: channel-send-closed
        chan_free(c);
    }
    void stop() { chan_close(c); }

private:
    struct chan *c;
};
}

int main()
{
    Worker w;
    w.stop();
}
