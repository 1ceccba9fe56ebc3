// A static object's destructor locks a mutex that another one's destructor has destroyed.
#include "order.h"
#include <pthread.h>

struct log {
    pthread_mutex_t m;
    log()
    {
        pthread_mutex_init(&m, nullptr);
    }
    ~log()
    {
        pthread_mutex_destroy(&m);
    }
    void write()
    {
        pthread_mutex_lock(&m); // expect: lock-use-after-destroy
        pthread_mutex_unlock(&m);
    }
};

struct service {
    log *l = nullptr;
    ~service();
};

static service the_service;
static log the_log;

service::~service()
{
    l->write();
}

int main()
{
    the_service.l = &the_log;
    the_log.write();
}
