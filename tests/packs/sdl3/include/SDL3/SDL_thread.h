/* The part of SDL 3's interface that the programs beside this folder use. */
#ifndef SDL_thread_h_
#define SDL_thread_h_
#include <stdbool.h>
#include <stdint.h>

typedef void (*SDL_FunctionPointer)(void);
typedef struct SDL_Thread SDL_Thread;
typedef int (*SDL_ThreadFunction)(void *data);
#define SDL_BeginThreadFunction NULL
#define SDL_EndThreadFunction NULL
SDL_Thread *SDL_CreateThreadRuntime(SDL_ThreadFunction fn, const char *name, void *data,
                                    SDL_FunctionPointer pfnBeginThread,
                                    SDL_FunctionPointer pfnEndThread);
#define SDL_CreateThread(fn, name, data)                                                           \
    SDL_CreateThreadRuntime((fn), (name), (data), (SDL_FunctionPointer)(SDL_BeginThreadFunction),  \
                            (SDL_FunctionPointer)(SDL_EndThreadFunction))
void SDL_WaitThread(SDL_Thread *thread, int *status);
void SDL_DetachThread(SDL_Thread *thread);
#endif
