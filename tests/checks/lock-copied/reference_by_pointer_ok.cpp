// Functions behind pointers get locks by reference, as others do.
#include <mutex>

struct plugin {
    int (*open)(const char *uri, std::mutex &mutex);
};
struct client {
    std::mutex mutex;
    int number;
};
typedef int (*handler)(client &c, int argument);
struct command {
    const char *name;
    handler run;
};
typedef client &(*finder)(int number);

int open_with(const plugin *p, const char *uri, std::mutex &mutex) { return p->open(uri, mutex); }

int run(const command *cmd, client &c) { return cmd->run(c, 1); }

int found_by(finder find)
{
    client &c = find(3);
    std::lock_guard<std::mutex> guard(c.mutex);
    return c.number;
}
