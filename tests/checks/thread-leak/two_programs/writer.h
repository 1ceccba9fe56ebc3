#ifndef WRITER_H
#define WRITER_H
#include <pthread.h>
extern pthread_t writer;
int writer_start(void);
#endif
