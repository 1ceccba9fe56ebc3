#ifndef SDL_h_
#define SDL_h_
#include <SDL3/SDL_thread.h>

typedef struct SDL_Mutex SDL_Mutex;
SDL_Mutex *SDL_CreateMutex(void);
void SDL_LockMutex(SDL_Mutex *mutex);
bool SDL_TryLockMutex(SDL_Mutex *mutex);
void SDL_UnlockMutex(SDL_Mutex *mutex);
void SDL_DestroyMutex(SDL_Mutex *mutex);

typedef struct SDL_RWLock SDL_RWLock;
SDL_RWLock *SDL_CreateRWLock(void);
void SDL_LockRWLockForReading(SDL_RWLock *rwlock);
void SDL_LockRWLockForWriting(SDL_RWLock *rwlock);
bool SDL_TryLockRWLockForReading(SDL_RWLock *rwlock);
void SDL_UnlockRWLock(SDL_RWLock *rwlock);
void SDL_DestroyRWLock(SDL_RWLock *rwlock);

typedef struct SDL_Condition SDL_Condition;
SDL_Condition *SDL_CreateCondition(void);
void SDL_DestroyCondition(SDL_Condition *cond);
void SDL_SignalCondition(SDL_Condition *cond);
void SDL_WaitCondition(SDL_Condition *cond, SDL_Mutex *mutex);
bool SDL_WaitConditionTimeout(SDL_Condition *cond, SDL_Mutex *mutex, int32_t timeoutMS);

typedef struct SDL_Semaphore SDL_Semaphore;
void SDL_WaitSemaphore(SDL_Semaphore *sem);
bool SDL_TryWaitSemaphore(SDL_Semaphore *sem);
void SDL_SignalSemaphore(SDL_Semaphore *sem);

typedef uint32_t SDL_TimerID;
typedef uint32_t (*SDL_TimerCallback)(void *userdata, SDL_TimerID timerID, uint32_t interval);
SDL_TimerID SDL_AddTimer(uint32_t interval, SDL_TimerCallback callback, void *userdata);
bool SDL_RemoveTimer(SDL_TimerID id);
void SDL_Delay(uint32_t ms);
#endif
