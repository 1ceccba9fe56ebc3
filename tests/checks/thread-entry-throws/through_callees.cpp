// The exception comes from a parser two calls down.
#include <stdexcept>
#include <string>
#include <thread>

struct Record {
    int key;
};

const char *next_line();

static int to_key(const char *line)
{
    if (line[0] < '0' || line[0] > '9')
        throw std::runtime_error("no number");
    return line[0] - '0';
}

static Record parse(const char *line)
{
    Record r;
    r.key = to_key(line);
    return r;
}

static void import_main(long *sum)
{
    for (const char *line = next_line(); line; line = next_line())
        *sum += parse(line).key; // expect: thread-entry-throws
}

long import_all()
{
    long sum = 0;
    std::thread t(import_main, &sum);
    t.join();
    return sum;
}
