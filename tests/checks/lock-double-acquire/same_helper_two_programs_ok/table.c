#include "table.h"

pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;
