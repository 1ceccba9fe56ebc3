#include "db.h"

void db_lock(struct db *db)
{
    pthread_mutex_lock(&db->mutex);
}

void db_unlock(struct db *db)
{
    pthread_mutex_unlock(&db->mutex);
}
