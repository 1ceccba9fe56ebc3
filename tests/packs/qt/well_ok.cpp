#include <QMutex>

class Loader : public QThread
{
    QMutex mutex;
    QMutex nested{QMutex::Recursive};
    QReadWriteLock pages;
    QWaitCondition wake;
    QSemaphore slots{4};
    bool stop = false;
    int count = 0;

    void note()
    {
        QMutexLocker outer(&nested);
        QMutexLocker inner(&nested);
        count++;
    }

  protected:
    void run() override
    {
        QMutexLocker locker(&mutex);
        while (!stop) {
            while (!stop && count == 0)
                wake.wait(&mutex);
            count = 0;
            locker.unlock();
            note();
            slots.release();
            locker.relock();
        }
    }

  public:
    ~Loader() override
    {
        {
            QMutexLocker locker(&mutex);
            stop = true;
            wake.wakeAll();
        }
        wait();
    }

    bool add()
    {
        if (!slots.tryAcquire())
            return false;
        if (!mutex.tryLock(50)) {
            slots.release();
            return false;
        }
        count++;
        wake.wakeOne();
        mutex.unlock();
        return true;
    }

    int page(int n)
    {
        pages.lockForRead();
        pages.lockForRead();
        int c = count + n;
        pages.unlock();
        pages.unlock();
        QWriteLocker writer(&pages);
        count = c;
        return c;
    }
};

int main()
{
    Loader l;
    l.start();
    return l.add() ? l.page(1) : 0;
}
