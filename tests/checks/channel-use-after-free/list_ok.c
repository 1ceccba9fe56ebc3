#include "../../stubs/chan.h"
#include <stdlib.h>

struct node {
    struct node *next;
    chan_t *c;
};

void free_list(struct node *n, void *v)
{
    while (n) {
        struct node *next = n->next;
        chan_send(n->c, v);
        chan_dispose(n->c);
        free(n);
        n = next;
    }
}
