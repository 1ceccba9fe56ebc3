/* Created and detached before the handle goes out of scope. */
#include <pthread.h>
#include <stdlib.h>

void *deliver(void *arg);

int mail_send_later(void *mail)
{
    pthread_t tid;
    if (pthread_create(&tid, NULL, deliver, mail) != 0) {
        free(mail);
        return -1;
    }
    pthread_detach(tid);
    return 0;
}
