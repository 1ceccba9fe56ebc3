#include "bump.h"

pthread_mutex_t count_lock = PTHREAD_MUTEX_INITIALIZER;
int count;
