/* Both threads go from accounts to log. */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t account_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
static long balance;

static void log_write(const char *text)
{
    pthread_mutex_lock(&log_lock);
    fputs(text, stderr);
    pthread_mutex_unlock(&log_lock);
}

static void deposit(long n)
{
    pthread_mutex_lock(&account_lock);
    balance += n;
    log_write("deposit\n");
    pthread_mutex_unlock(&account_lock);
}

static void *rotate(void *arg)
{
    pthread_mutex_lock(&account_lock);
    long n = balance;
    log_write(n > 0 ? "positive\n" : "negative\n");
    pthread_mutex_unlock(&account_lock);
    return arg;
}

int main(void)
{
    pthread_t rotator;
    if (pthread_create(&rotator, NULL, rotate, NULL) != 0)
        return 1;
    deposit(5);
    pthread_join(rotator, NULL);
    return 0;
}
