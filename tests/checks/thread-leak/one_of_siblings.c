/* Two of three handles in the record are joined at shutdown. */
#include <pthread.h>
#include <stdlib.h>

struct player {
    pthread_t decoder, mixer, output;
};

void *decode(void *arg);
void *mix(void *arg);
void *play(void *arg);

struct player *player_new(void)
{
    struct player *p = malloc(sizeof *p);
    if (!p)
        return NULL;
    if (pthread_create(&p->decoder, NULL, decode, p) != 0)
        abort();
    if (pthread_create(&p->mixer, NULL, mix, p) != 0) // expect: thread-leak
        abort();
    if (pthread_create(&p->output, NULL, play, p) != 0)
        abort();
    return p;
}

void player_free(struct player *p)
{
    pthread_join(p->decoder, NULL);
    pthread_join(p->output, NULL);
    free(p);
}
