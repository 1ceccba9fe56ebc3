// Four wrappers around the lock: its user forgets it, not they.
#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static int n;
static void lock1(void) { pthread_mutex_lock(&m); }
static void lock2(void) { lock1(); }
static void lock3(void) { lock2(); }
static void lock4(void) { lock3(); }
int bad4(int x) { lock4(); if (x) return -1; n++; pthread_mutex_unlock(&m); return 0; } // expect: lock-held-at-return
