/* Each element's semaphore once. */
#include <semaphore.h>

struct stage {
    sem_t in, out;
};

void stages_free(struct stage *s, int n)
{
    for (int i = 0; i < n; i++) {
        sem_post(&s[i].in);
        sem_destroy(&s[i].in);
        sem_destroy(&s[i].out);
    }
}
