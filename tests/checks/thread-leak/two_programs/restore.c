#include <stdio.h>

#include "writer.h"

int main(void)
{
    int rc = writer_start();
    puts("started");
    return rc;
}
