/* The part of FreeRTOS's interface that the programs beside this folder use: semaphores are queues. */
#ifndef INC_FREERTOS_H
#define INC_FREERTOS_H
#include <stddef.h>
#include <stdint.h>

typedef long BaseType_t;
typedef unsigned long UBaseType_t;
typedef uint32_t TickType_t;
#define pdFALSE ((BaseType_t)0)
#define pdTRUE ((BaseType_t)1)
#define portMAX_DELAY ((TickType_t)0xffffffffUL)
struct QueueDefinition;
typedef struct QueueDefinition *QueueHandle_t;
typedef QueueHandle_t SemaphoreHandle_t;
typedef void (*TaskFunction_t)(void *);
typedef struct tskTaskControlBlock *TaskHandle_t;

QueueHandle_t xQueueCreateMutex(const uint8_t ucQueueType);
QueueHandle_t xQueueGenericCreate(UBaseType_t length, UBaseType_t size, uint8_t type);
BaseType_t xQueueSemaphoreTake(QueueHandle_t xQueue, TickType_t xTicksToWait);
BaseType_t xQueueGenericSend(QueueHandle_t xQueue, const void *item, TickType_t wait, BaseType_t pos);
BaseType_t xQueueTakeMutexRecursive(QueueHandle_t xMutex, TickType_t xTicksToWait);
BaseType_t xQueueGiveMutexRecursive(QueueHandle_t xMutex);
BaseType_t xTaskCreate(TaskFunction_t code, const char *name, uint16_t depth, void *arg,
                       UBaseType_t prio, TaskHandle_t *created);
void vTaskDelay(TickType_t ticks);
void vTaskSuspendAll(void);
BaseType_t xTaskResumeAll(void);

#define xSemaphoreCreateMutex() xQueueCreateMutex((uint8_t)1U)
#define xSemaphoreCreateRecursiveMutex() xQueueCreateMutex((uint8_t)4U)
#define xSemaphoreCreateBinary() xQueueGenericCreate(1, 0, 3)
#define xSemaphoreTake(s, t) xQueueSemaphoreTake((s), (t))
#define xSemaphoreGive(s) xQueueGenericSend((QueueHandle_t)(s), NULL, 0, 0)
#define xSemaphoreTakeRecursive(s, t) xQueueTakeMutexRecursive((s), (t))
#define xSemaphoreGiveRecursive(s) xQueueGiveMutexRecursive((s))
#define xQueueCreate(n, size) xQueueGenericCreate((n), (size), 0)
#define xQueueSend(q, item, t) xQueueGenericSend((q), (item), (t), 0)
#endif
