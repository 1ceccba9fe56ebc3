/* As philosophers.c, with pointers that main has set. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
#define COUNT 5
struct philosopher {
    pthread_t thread;
    int id, meals;
    pthread_mutex_t *left, *right;
};
static pthread_mutex_t forks[COUNT];
static struct philosopher table[COUNT];
static void eat(struct philosopher *p)
{
    pthread_mutex_lock(p->left);
    pthread_mutex_lock(p->right); // expect: lock-order-cycle
    p->meals++;
    pthread_mutex_unlock(p->right);
    pthread_mutex_unlock(p->left);
}
static void *dine(void *arg)
{
    struct philosopher *p = arg;
    while (p->meals < 100)
        eat(p);
    return NULL;
}
int main(void)
{
    for (int i = 0; i < COUNT; i++)
        pthread_mutex_init(&forks[i], NULL);
    for (int i = 0; i < COUNT; i++) {
        table[i].id = i;
        table[i].left = &forks[i];
        table[i].right = &forks[(i + 1) % COUNT];
        if (pthread_create(&table[i].thread, NULL, dine, &table[i]))
            _exit(1);
    }
    for (int i = 0; i < COUNT; i++)
        pthread_join(table[i].thread, NULL);
    return 0;
}
