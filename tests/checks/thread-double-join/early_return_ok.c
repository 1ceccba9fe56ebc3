/* Two joins in the text, one on each path. */
#include <pthread.h>

void *load(void *arg);
int verify(void *image);

int boot_image(void *image, int fast)
{
    pthread_t loader;

    if (pthread_create(&loader, NULL, load, image) != 0)
        return -1;
    if (fast) {
        pthread_join(loader, NULL);
        return 0;
    }
    int rc = verify(image);
    pthread_join(loader, NULL);
    return rc;
}
