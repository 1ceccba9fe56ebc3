/* Whether there is a thread to join is remembered in a flag. */
#include <pthread.h>
#include <stdbool.h>

void *blink(void *arg);
int flash_firmware(int port, bool verify);

int upgrade(int port, bool verify, bool show)
{
    pthread_t led;
    bool have_led = false;
    int rc;

    if (show)
        have_led = pthread_create(&led, NULL, blink, &port) == 0;
    rc = flash_firmware(port, verify);
    if (have_led)
        pthread_join(led, NULL);
    return rc;
}
