// run: --enable-pack freertos
#include <FreeRTOS.h>

struct uart {
    SemaphoreHandle_t mutex, sent, config;
    QueueHandle_t bytes;
    int baud;
};

int uart_init(struct uart *u)
{
    u->mutex = xSemaphoreCreateMutex();
    u->config = xSemaphoreCreateRecursiveMutex();
    u->sent = xSemaphoreCreateBinary();
    u->bytes = xQueueCreate(16, 1);
    return u->mutex && u->config && u->sent && u->bytes ? 0 : -1;
}

/* a binary semaphore that the interrupt gives and the task takes; a queue */
int uart_send(struct uart *u, char byte)
{
    if (xSemaphoreTake(u->mutex, portMAX_DELAY) != pdTRUE)
        return -1;
    int rc = xQueueSend(u->bytes, &byte, 0) == pdTRUE ? 0 : -1;
    xSemaphoreGive(u->mutex);
    if (rc == 0 && xSemaphoreTake(u->sent, 50) != pdTRUE)
        rc = -1;
    return rc;
}

void uart_interrupt(struct uart *u)
{
    xSemaphoreGive(u->sent);
}

static void uart_apply(struct uart *u, int baud)
{
    xSemaphoreTakeRecursive(u->config, portMAX_DELAY);
    u->baud = baud;
    xSemaphoreGiveRecursive(u->config);
}

void uart_configure(struct uart *u, int baud)
{
    xSemaphoreTakeRecursive(u->config, portMAX_DELAY);
    uart_apply(u, 9600);
    uart_apply(u, baud);
    xSemaphoreGiveRecursive(u->config);
}

static void task(void *arg)
{
    struct uart *u = arg;
    for (;;) {
        uart_send(u, 'x');
        vTaskDelay(10);
    }
}

int uart_start(struct uart *u)
{
    return xTaskCreate(task, "uart", 256, u, 1, NULL) == pdTRUE ? 0 : -1;
}

int quiet(struct uart *u)
{
    vTaskSuspendAll();
    int baud = u->baud;
    (void)xTaskResumeAll();
    return baud;
}
