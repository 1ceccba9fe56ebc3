/* OBJ_PUT frees at zero, inside the section that its user opened. */
#include <pthread.h>
#include <stdlib.h>

#define OBJ_PUT(o)                                                                                 \
    do {                                                                                           \
        if (--(o)->refs == 0)                                                                      \
            free(o);                                                                               \
    } while (0)

struct obj {
    pthread_mutex_t lock;
    int refs, state;
};

int obj_finish(struct obj *o)
{
    pthread_mutex_lock(&o->lock);
    int last = o->refs == 1;
    o->state = 0;
    if (last) {
        OBJ_PUT(o); // expect: lock-destroyed-held
        return 0;
    }
    OBJ_PUT(o);
    pthread_mutex_unlock(&o->lock);
    return 1;
}
