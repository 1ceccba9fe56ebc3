/* Transfers log under the account lock; the log's rotation thread asks accounts under the log lock. */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t account_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
static long balance;
static FILE *log_file;

static void log_write(const char *text)
{
    pthread_mutex_lock(&log_lock); // expect: lock-order-cycle
    fputs(text, log_file);
    pthread_mutex_unlock(&log_lock);
}

static void deposit(long n)
{
    pthread_mutex_lock(&account_lock);
    balance += n;
    log_write("deposit\n");
    pthread_mutex_unlock(&account_lock);
}

static long current_balance(void)
{
    pthread_mutex_lock(&account_lock); // expect: lock-order-cycle
    long n = balance;
    pthread_mutex_unlock(&account_lock);
    return n;
}

static void *rotate(void *arg)
{
    pthread_mutex_lock(&log_lock);
    fprintf(log_file, "balance %ld\n", current_balance());
    fflush(log_file);
    pthread_mutex_unlock(&log_lock);
    return arg;
}

int main(void)
{
    pthread_t rotator;

    log_file = stderr;
    if (pthread_create(&rotator, NULL, rotate, NULL) != 0)
        return 1;
    for (int i = 0; i < 100; i++)
        deposit(i);
    pthread_join(rotator, NULL);
    return 0;
}
