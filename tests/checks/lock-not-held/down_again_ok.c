/* Arrays of pointers to objects: all their locks are acquired upwards and released downwards, each
 * once, by the function itself or by a pair of helpers. */
#include <pthread.h>
#include <stdlib.h>
struct inode {
    pthread_mutex_t lk;
    int nlink;
};
static struct inode root, usr, tmp;
static void lock_all(struct inode **v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        pthread_mutex_lock(&v[i]->lk);
}
static void unlock_all(struct inode **v, size_t n)
{
    for (size_t i = n; i-- > 0;)
        pthread_mutex_unlock(&v[i]->lk);
}
static void unlock_down(struct inode **v, int n)
{
    while (--n >= 0)
        pthread_mutex_unlock(&v[n]->lk);
}
static void unlock_up(struct inode **v, size_t n)
{
    while (n--)
        pthread_mutex_unlock(&(*v++)->lk);
}
static void lock_arr(struct inode *v, int n)
{
    for (int i = 0; i < n; i++)
        pthread_mutex_lock(&v[i].lk);
}
static void unlock_arr(struct inode *v, int n)
{
    for (int i = n - 1; i >= 0; i--)
        pthread_mutex_unlock(&v[i].lk);
}
static struct inode A[4];
static int try_all(struct inode **v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (pthread_mutex_trylock(&v[i]->lk)) {
            while (i-- > 0)
                pthread_mutex_unlock(&v[i]->lk);
            return -1;
        }
    return 0;
}
static void touch_each_once(struct inode **v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!i || v[i] != v[i - 1])
            pthread_mutex_lock(&v[i]->lk);
    for (size_t i = n; i-- > 0;)
        if (!i || v[i] != v[i - 1])
            pthread_mutex_unlock(&v[i]->lk);
}
static void touch(struct inode **v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        pthread_mutex_lock(&v[i]->lk);
    for (size_t i = n; i-- > 0;)
        pthread_mutex_unlock(&v[i]->lk);
}
static void *work(void *x)
{
    struct inode *v[] = {&tmp, &usr, &root};
    touch_each_once(v, 3);
    touch(v, 3);
    lock_all(v, 3);
    unlock_all(v, 3);
    lock_all(v, 3);
    unlock_down(v, 3);
    lock_all(v, 3);
    unlock_up(v, 3);
    lock_arr(A, 4);
    A[0].nlink++;
    unlock_arr(A, 4);
    if (try_all(v, 3) == 0)
        unlock_all(v, 3);
    lock_arr(A, 2);
    unlock_arr(A, 2);
    return x;
}
static int one(size_t n, struct inode **v)
{
    int s = 0;
    lock_all(v, n);
    for (size_t i = 0; i < n; i++) {
        if (v[i]->nlink < 0) {
            unlock_all(v, n);
            return -1;
        }
        s += v[i]->nlink;
    }
    unlock_all(v, n);
    return s;
}
int main(void)
{
    pthread_t t;
    struct inode *v[] = {&tmp, &usr, &root};
    if (pthread_create(&t, 0, work, 0))
        return 1;
    int s = one(3, v);
    pthread_join(t, 0);
    return s;
}
