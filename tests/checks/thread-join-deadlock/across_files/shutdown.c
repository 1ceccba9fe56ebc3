#include "tasks.h"

void tasks_shutdown(void)
{
    pthread_mutex_lock(&tasks_lock);
    tasks_left = 0;
    pthread_join(tasks_thread, NULL); // expect: thread-join-deadlock
    pthread_mutex_unlock(&tasks_lock);
}
