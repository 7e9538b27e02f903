// A new connection for every request, read to its end. See request.h.
#include "common.h"
#include "request.h"
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void *connect_open(char **arguments)
{
    return arguments;
}

static int connect_once(void *client)
{
    char **arguments = client, buffer[4096];
    const char *line = arguments[1];
    int descriptor = connect_to(arguments[0]), sent = 0;
    if (descriptor < 0)
        return -1;
    if (line != NULL)
        sent = write_full(descriptor, line, strlen(line)) < 0 || write_full(descriptor, "\n", 1) < 0 || shutdown(descriptor, SHUT_WR) < 0 ? -1 : 0;
    ssize_t got = 1;
    while (sent == 0 && got > 0)
        got = read_some(descriptor, buffer, sizeof buffer);
    // A server may close a connection that it has not read to its end.
    if (got < 0 && errno == ECONNRESET)
        got = 0;
    int error = errno;
    close(descriptor);
    errno = error;
    return sent < 0 || got < 0 ? -1 : 0;
}

const struct kind connect_kind = { "connect", 1, connect_open, connect_once };
