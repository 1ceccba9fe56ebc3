/* A macro hides the goto that leaves before the join. */
#include <pthread.h>
#include <stdio.h>

#define TRY(call)                                                                                  \
    do {                                                                                           \
        if ((call) < 0) {                                                                          \
            fprintf(stderr, "%s failed\n", #call);                                                 \
            goto fail;                                                                             \
        }                                                                                          \
    } while (0)

int archive_open(const char *path);
int archive_add(int archive, const char *file);
int archive_close(int archive);
void *progress_bar(void *arg);

int archive_make(const char *path, const char *const *files, int n)
{
    pthread_t bar;
    int archive = archive_open(path);

    if (archive < 0)
        return -1;
    if (pthread_create(&bar, NULL, progress_bar, &n) != 0)
        goto fail;
    for (int i = 0; i < n; i++)
        TRY(archive_add(archive, files[i]));
    pthread_join(bar, NULL);
    return archive_close(archive);
fail:
    archive_close(archive);
    return -1; // expect: thread-leak
}
