// The temporary is moved into something that lasts.
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

class Transaction
{
    std::unique_lock<std::mutex> hold_;

  public:
    explicit Transaction(std::mutex &m) : hold_(std::unique_lock<std::mutex>(m))
    {
    }
};

void run(std::mutex &m, int &n)
{
    Transaction t(m);
    n++;
}

void collect(std::vector<std::unique_lock<std::mutex>> &all, std::mutex &m)
{
    all.push_back(std::unique_lock<std::mutex>(m));
    all.emplace_back(std::unique_lock<std::mutex>{m, std::defer_lock});
}

void perhaps(std::mutex &m, bool really, int &n)
{
    std::optional<std::unique_lock<std::mutex>> hold;
    if (really)
        hold = std::unique_lock<std::mutex>{m};
    n++;
}
