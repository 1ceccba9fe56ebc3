/* The goto of the error path jumps behind the done. */
#include "../../stubs/neco.h"
#include <stdlib.h>

struct crawl {
    neco_waitgroup wg;
    int depth;
};

int fetch(char *buf, int depth);
void index_page(const char *buf);

static void visit(int argc, void *argv[])
{
    struct crawl *crawl = argv[0];
    char *buf = malloc(4096);
    if (!buf)
        goto out;
    if (fetch(buf, crawl->depth) < 0)
        goto out;
    index_page(buf);
    neco_waitgroup_done(&crawl->wg);
out:
    free(buf);
} // expect: waitgroup-missing-done

void crawl_site(struct crawl *crawl)
{
    neco_waitgroup_init(&crawl->wg);
    neco_waitgroup_add(&crawl->wg, 2);
    neco_start(visit, 1, crawl);
    neco_start(visit, 1, crawl);
    neco_waitgroup_wait(&crawl->wg);
}
