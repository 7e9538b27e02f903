// Writes COUNT lines of LENGTH bytes, their ending included, into a FIFO: in writes of 64 KiB, or of one line each. To a shell a line is a command that does
// nothing. The line LAST, where there is one, comes behind them.
// usage: feed PATH LENGTH COUNT blocks|lines [LAST]
#include "shared/common.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    if (argc < 5)
        usage("feed PATH LENGTH COUNT blocks|lines [LAST]");
    int64_t length = positive(argv[2]), total = length * (int64_t)positive(argv[3]);
    int64_t size = strcmp(argv[4], "lines") == 0 ? length : 65536 / length * length;
    char *block = malloc(size);
    int fifo = open(argv[1], O_WRONLY | O_CLOEXEC);
    if (fifo < 0 || block == NULL)
        fail(argv[1]);
    memset(block, 'a', size);
    for (int64_t at = 0; at < size; at += length)
    {
        block[at] = ':';
        block[at + 1] = ' ';
        block[at + length - 1] = '\n';
    }
    for (int64_t part; total > 0; total -= part)
    {
        part = total < size ? total : size;
        if (write_full(fifo, block, part) < 0)
            fail(argv[1]);
    }
    if (argc > 5 && (write_full(fifo, argv[5], strlen(argv[5])) < 0 || write_full(fifo, "\n", 1) < 0))
        fail(argv[1]);
    return 0;
}
