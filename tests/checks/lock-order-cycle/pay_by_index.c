/* Accounts in an array, named by number. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    int id;
    pthread_mutex_t lock;
    double balance;
} account_t;


static account_t acc[8];
static void transfer(int from, int to, double n)
{
    pthread_mutex_lock(&acc[from].lock);
    pthread_mutex_lock(&acc[to].lock); // expect: lock-order-cycle
    acc[from].balance -= n;
    acc[to].balance += n;
    pthread_mutex_unlock(&acc[to].lock);
    pthread_mutex_unlock(&acc[from].lock);
}
static void *t1(void *x) { (void)x; for (int i = 0; i < 10; i++) transfer(0, 1, 2); return NULL; }
static void *t2(void *x) { (void)x; for (int i = 0; i < 10; i++) transfer(1, 0, 2); return NULL; }
int main(void)
{
    pthread_t a, b;
    for (int i = 0; i < 8; i++)
        pthread_mutex_init(&acc[i].lock, NULL);
    if (pthread_create(&a, NULL, t1, NULL)) return 1;
    if (pthread_create(&b, NULL, t2, NULL)) exit(1);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    printf("done\n");
    return 0;
}
