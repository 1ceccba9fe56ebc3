/* Non-null means locked, NULL means not: every outcome is consistent. */
#include <pthread.h>
#include <stddef.h>

struct page {
    pthread_mutex_t lock;
    int number, dirty;
};
static struct page pages[64];

struct page *page_get(int number)
{
    if (number < 0 || number >= 64)
        return NULL;
    struct page *p = &pages[number];
    pthread_mutex_lock(&p->lock);
    if (p->dirty < 0) {
        pthread_mutex_unlock(&p->lock);
        return NULL;
    }
    return p;
}

void page_put(struct page *p)
{
    pthread_mutex_unlock(&p->lock);
}

int page_touch(int number)
{
    struct page *p = page_get(number);
    if (p == NULL)
        return -1;
    p->dirty = 1;
    page_put(p);
    return 0;
}
