// A worker that a vector makes in place throws.
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

static void load(const std::string &path)
{
    if (path.empty())
        throw std::runtime_error("no path"); // expect: thread-entry-throws
}

int main(int argc, char **argv)
{
    std::vector<std::thread> workers;
    for (int i = 1; i < argc; i++)
        workers.emplace_back(load, std::string(argv[i]));
    for (auto &w : workers)
        w.join();
}
