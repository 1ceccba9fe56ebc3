/* The part of SDL 2's interface that the programs beside this folder use. */
#ifndef SDL_h_
#define SDL_h_
#include <stdint.h>

typedef uint32_t Uint32;
typedef enum { SDL_FALSE = 0, SDL_TRUE = 1 } SDL_bool;

struct SDL_Thread;
typedef struct SDL_Thread SDL_Thread;
typedef int (*SDL_ThreadFunction)(void *data);
SDL_Thread *SDL_CreateThread(SDL_ThreadFunction fn, const char *name, void *data);
void SDL_WaitThread(SDL_Thread *thread, int *status);
void SDL_DetachThread(SDL_Thread *thread);

struct SDL_mutex;
typedef struct SDL_mutex SDL_mutex;
#define SDL_MUTEX_TIMEDOUT 1
SDL_mutex *SDL_CreateMutex(void);
#define SDL_mutexP(m) SDL_LockMutex(m)
#define SDL_mutexV(m) SDL_UnlockMutex(m)
int SDL_LockMutex(SDL_mutex *mutex);
int SDL_TryLockMutex(SDL_mutex *mutex);
int SDL_UnlockMutex(SDL_mutex *mutex);
void SDL_DestroyMutex(SDL_mutex *mutex);

struct SDL_cond;
typedef struct SDL_cond SDL_cond;
SDL_cond *SDL_CreateCond(void);
void SDL_DestroyCond(SDL_cond *cond);
int SDL_CondSignal(SDL_cond *cond);
int SDL_CondWait(SDL_cond *cond, SDL_mutex *mutex);

struct SDL_semaphore;
typedef struct SDL_semaphore SDL_sem;
SDL_sem *SDL_CreateSemaphore(Uint32 value);
void SDL_DestroySemaphore(SDL_sem *sem);
int SDL_SemWait(SDL_sem *sem);
int SDL_SemTryWait(SDL_sem *sem);
int SDL_SemPost(SDL_sem *sem);

typedef int SDL_TimerID;
typedef Uint32 (*SDL_TimerCallback)(Uint32 interval, void *param);
SDL_TimerID SDL_AddTimer(Uint32 interval, SDL_TimerCallback callback, void *param);
SDL_bool SDL_RemoveTimer(SDL_TimerID id);

typedef int SDL_SpinLock;
void SDL_AtomicLock(SDL_SpinLock *lock);
void SDL_AtomicUnlock(SDL_SpinLock *lock);

void SDL_Delay(Uint32 ms);
const char *SDL_GetError(void);
void SDL_Log(const char *fmt, ...);
#endif
