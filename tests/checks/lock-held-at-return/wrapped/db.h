#ifndef DB_H
#define DB_H
#include <pthread.h>

struct db {
    pthread_mutex_t mutex;
    int fd, rows;
};
void db_lock(struct db *db);
void db_unlock(struct db *db);
int db_write(struct db *db, const void *row);
int db_insert(struct db *db, const void *row);
int db_truncate(struct db *db);
#endif
