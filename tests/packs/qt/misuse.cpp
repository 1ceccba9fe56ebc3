#include <QMutex>

class Document
{
    QMutex mutex;
    QReadWriteLock pages;
    QWaitCondition loaded;
    int count = 0;

  public:
    int take()
    {
        mutex.lock();
        if (count == 0)
            return -1; // expect: lock-held-at-return
        count--;
        mutex.unlock();
        return 0;
    }

    int size()
    {
        QMutexLocker locker(&mutex);
        return count;
    }

    void grow()
    {
        QMutexLocker locker(&mutex);
        count = size() + 1; // expect: lock-double-acquire
    }

    void waitLoaded()
    {
        QMutexLocker locker(&mutex);
        loaded.wait(&mutex); // expect: cond-wait-no-loop
        count = 1;
    }

    void load()
    {
        QReadLocker reader(&pages);
        if (count == 0) {
            QWriteLocker writer(&pages); // expect: lock-upgrade
            count = 1;
        }
        loaded.wakeAll();
    }

    bool tryClear()
    {
        if (!mutex.tryLock())
            count = 0;
        mutex.unlock(); // expect: lock-not-held
        return count == 0;
    }

    void slow()
    {
        mutex.lock();
        QThread::msleep(200); // expect: lock-held-blocking
        mutex.unlock();
    }
};

int main()
{
    Document d;
    d.load();
    d.grow();
    d.waitLoaded();
    d.slow();
    return d.tryClear() ? d.take() : 0;
}
