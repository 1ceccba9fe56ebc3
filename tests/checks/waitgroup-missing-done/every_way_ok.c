/* Every way out counts down, on an error too. */
#include "../../stubs/neco.h"
#include <stdlib.h>

int fetch(char *buf);
void index_page(const char *buf);

static void visit(int argc, void *argv[])
{
    neco_waitgroup *wg = argv[0];
    char *buf = malloc(4096);
    if (!buf) {
        neco_waitgroup_done(wg);
        return;
    }
    if (fetch(buf) < 0)
        goto out;
    index_page(buf);
out:
    free(buf);
    neco_waitgroup_done(wg);
}

void crawl(void)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 2);
    neco_start(visit, 1, &wg);
    neco_start(visit, 1, &wg);
    neco_waitgroup_wait(&wg);
}
