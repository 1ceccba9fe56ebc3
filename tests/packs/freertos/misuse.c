// run: --enable-pack freertos
#include <FreeRTOS.h>

struct bus {
    SemaphoreHandle_t mutex;
    int speed;
};
static SemaphoreHandle_t log_mutex;
static int lines;

int bus_init(struct bus *b)
{
    b->mutex = xSemaphoreCreateMutex();
    log_mutex = xSemaphoreCreateMutex();
    return b->mutex && log_mutex ? 0 : -1;
}

int bus_set(struct bus *b, int speed)
{
    if (xSemaphoreTake(b->mutex, 100) != pdTRUE)
        return -1;
    if (speed <= 0)
        return -1; // expect: lock-held-at-return
    b->speed = speed;
    xSemaphoreGive(b->mutex);
    return 0;
}

static void log_line(void)
{
    xSemaphoreTake(log_mutex, portMAX_DELAY);
    lines++;
    xSemaphoreGive(log_mutex);
}

void log_two(void)
{
    xSemaphoreTake(log_mutex, portMAX_DELAY);
    log_line(); // expect: lock-double-acquire
    xSemaphoreGive(log_mutex);
}

void log_soon(void)
{
    xSemaphoreTake(log_mutex, 10); // expect: lock-result-ignored
    lines++;
    xSemaphoreGive(log_mutex);
}

void log_slowly(void)
{
    xSemaphoreTake(log_mutex, portMAX_DELAY);
    vTaskDelay(50); // expect: lock-held-blocking
    xSemaphoreGive(log_mutex);
}
