#include "bump.h"

int main(void)
{
    bump();
    return count;
}
