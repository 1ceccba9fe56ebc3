// Which lock comes first is chosen, and released by what was chosen: by the pointer, by comparing it
// with the address of a field, and again and again in a loop.
#include <pthread.h>
#include <stdbool.h>

struct pair {
    pthread_mutex_t left, right;
    int n;
};

struct account {
    pthread_mutex_t lock;
    int money;
};

int next_job(void);

void swap(struct pair *p, bool mirrored)
{
    pthread_mutex_t *first = mirrored ? &p->right : &p->left;
    pthread_mutex_lock(&p->left);
    pthread_mutex_lock(&p->right);
    p->n += mirrored ? 1 : -1;
    pthread_mutex_unlock(first == &p->left ? &p->right : &p->left);
    pthread_mutex_unlock(first);
}

void one_of(struct pair *p, bool mirrored)
{
    pthread_mutex_t *lock = mirrored ? &p->right : &p->left;
    pthread_mutex_lock(lock);
    p->n++;
    if (lock == &p->left)
        pthread_mutex_unlock(&p->left);
    if (lock == &p->right)
        pthread_mutex_unlock(&p->right);
}

void transfer(struct account *a, struct account *b, int money)
{
    struct account *payer = money > 0 ? a : b;
    pthread_mutex_lock(&payer->lock);
    payer->money -= money > 0 ? money : -money;
    pthread_mutex_unlock(payer == a ? &a->lock : &b->lock);
}

void in_order(struct account *a, struct account *b, int money)
{
    if (a < b) {
        pthread_mutex_lock(&a->lock);
        pthread_mutex_lock(&b->lock);
    } else {
        pthread_mutex_lock(&b->lock);
        pthread_mutex_lock(&a->lock);
    }
    struct account *last = a < b ? b : a;
    a->money -= money;
    b->money += money;
    pthread_mutex_unlock(&last->lock);
    pthread_mutex_unlock(last == a ? &b->lock : &a->lock);
}

void work(struct pair *p)
{
    int job;
    while ((job = next_job()) >= 0) {
        pthread_mutex_t *first = job ? &p->left : &p->right;
        pthread_mutex_lock(&p->left);
        pthread_mutex_lock(&p->right);
        p->n++;
        pthread_mutex_unlock(first);
        pthread_mutex_unlock(first == &p->right ? &p->left : &p->right);
    }
}

void take_turns(struct pair *p, int rounds)
{
    pthread_mutex_t *last = &p->right;
    while (rounds-- > 0) {
        pthread_mutex_t *now = last == &p->right ? &p->left : &p->right;
        pthread_mutex_lock(now);
        p->n++;
        if (now == &p->left)
            pthread_mutex_unlock(&p->left);
        else
            pthread_mutex_unlock(&p->right);
        last = now;
    }
}
