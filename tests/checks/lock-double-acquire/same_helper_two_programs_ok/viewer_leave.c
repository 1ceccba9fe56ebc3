#include <stdio.h>

#include "table.h"

void viewer_setup(void)
{
    puts("viewer");
}

void leave(void)
{
    puts("bye");
}
