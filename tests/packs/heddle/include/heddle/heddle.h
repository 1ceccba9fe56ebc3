/* The header itself, as an installation has it. */
#include "../../../../../include/heddle/heddle.h"
