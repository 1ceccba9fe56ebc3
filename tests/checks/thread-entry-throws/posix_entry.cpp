// pthread_create with a C++ function: the exception would pass frames written in C.
#include <pthread.h>
#include <stdexcept>

struct Job {
    int left;
};

static void step(Job &j)
{
    if (j.left == 0)
        throw std::underflow_error("nothing left");
    j.left--;
}

extern "C" void *job_main(void *arg)
{
    Job &j = *static_cast<Job *>(arg);
    for (int i = 0; i < 8; i++)
        step(j); // expect: thread-entry-throws
    return nullptr;
}

int run_job(Job *j)
{
    pthread_t t;
    if (pthread_create(&t, nullptr, job_main, j) != 0)
        return -1;
    return pthread_join(t, nullptr);
}
