// A GET over a connection that is kept, which must be answered by 200. See request.h.
#include "common.h"
#include "http.h"
#include "request.h"
#include <stdlib.h>

struct client
{
    int descriptor;
    const char *path;
};

static void *http_open(char **arguments)
{
    struct client *client = calloc(1, sizeof *client);
    if (client == NULL || (client->descriptor = connect_to(arguments[0])) < 0)
    {
        free(client);
        return NULL;
    }
    client->path = arguments[1];
    return client;
}

static int http_once(void *state)
{
    struct client *client = state;
    int status = http(client->descriptor, "GET", client->path, NULL, NULL, 0);
    if (status >= 0 && status != 200)
    {
        fprintf(stderr, "http: %s is answered by %d\n", client->path, status);
        exit(1);
    }
    return status < 0 ? -1 : 0;
}

const struct kind http_kind = { "http", 2, http_open, http_once };
