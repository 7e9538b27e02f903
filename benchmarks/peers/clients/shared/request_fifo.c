// A line into a FIFO whose command answers into another FIFO. See request.h.
#define _GNU_SOURCE
#include "common.h"
#include "request.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fifo
{
    int channel, answers;
    size_t length;
    char *line;
};

static void *fifo_open(char **arguments)
{
    struct fifo *client = calloc(1, sizeof *client);
    if (client == NULL || asprintf(&client->line, "%s\n", arguments[2]) < 0)
        return NULL;
    client->length = strlen(client->line);
    if (mkfifo(arguments[1], 0600) < 0 && errno != EEXIST)
        return NULL;
    // Without waiting: where nobody reads the FIFO yet, that is an error and not a hang. The answers are held open at both ends.
    client->channel = open(arguments[0], O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    client->answers = open(arguments[1], O_RDWR | O_CLOEXEC);
    if (client->channel < 0 || client->answers < 0 || fcntl(client->channel, F_SETFL, 0) < 0)
    {
        int error = errno;
        close(client->channel);
        close(client->answers);
        free(client->line);
        free(client);
        errno = error;
        return NULL;
    }
    return client;
}

static int fifo_once(void *state)
{
    struct fifo *client = state;
    char answer;
    return write_full(client->channel, client->line, client->length) < 0 || read_full(client->answers, &answer, 1) < 0 ? -1 : 0;
}

const struct kind fifo_kind = { "fifo", 3, fifo_open, fifo_once };
