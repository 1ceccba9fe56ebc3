#include <pthread.h>

extern pthread_mutex_t tasks_lock;
extern pthread_t tasks_thread;
extern int tasks_left;

int tasks_start(void);
void tasks_shutdown(void);
