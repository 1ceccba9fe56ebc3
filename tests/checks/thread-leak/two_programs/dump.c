#include "writer.h"

int main(void)
{
    if (writer_start() == 0)
        pthread_join(writer, NULL);
    return 0;
}
