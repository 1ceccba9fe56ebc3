// In branches and loops, through a pointer and through a reference.
#include <mutex>
#include <vector>

struct Node {
    std::recursive_mutex lock;
    int value = 0;
    std::vector<Node *> kids;
};

int sum(Node *node, bool careful)
{
    int total = node->value;
    for (Node *kid : node->kids) {
        if (careful)
            std::lock_guard<std::recursive_mutex>{kid->lock}; // expect: lock-guard-temporary
        total += kid->value;
    }
    return total;
}
