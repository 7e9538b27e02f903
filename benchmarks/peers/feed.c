// Writes COUNT lines of LENGTH bytes, their ending included, into a FIFO, in writes of 64 KiB. usage: feed PATH LENGTH COUNT
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    long length = atol(argv[2]), total = length * atol(argv[3]);
    long size = 65536 / length * length;
    char *block = malloc(size);
    int fifo = open(argv[1], O_WRONLY);
    if (fifo < 0 || block == NULL)
        return 1;
    memset(block, 'a', size);
    for (long at = length - 1; at < size; at += length)
        block[at] = '\n';
    while (total > 0)
    {
        ssize_t written = write(fifo, block, total < size ? total : size);
        if (written < 0)
            return 1;
        total -= written;
    }
    return 0;
}
