// See request.h.
#include "request.h"
#include "common.h"
#include <stdlib.h>
#include <string.h>

const struct kind *find_kind(char **arguments)
{
    static const struct kind *const kinds[] = { &spawn_kind, &spawn_among_kind, &served_kind, &served_among_kind, &frames_kind, &connect_kind, &fifo_kind, &http_kind, &docker_kind };
    int count = 0;
    while (arguments[count] != NULL)
        count++;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (count > 0 && strcmp(kinds[i]->name, arguments[0]) == 0 && count > kinds[i]->arguments)
            return kinds[i];
    fprintf(stderr, "no such kind of request, or too few arguments for it: %s\n", count == 0 ? "" : arguments[0]);
    exit(2);
}

void *open_client(const struct kind *kind, char **arguments)
{
    void *client = kind->open(arguments + 1);
    if (client == NULL)
        fail(kind->name);
    return client;
}

void ask(const struct kind *kind, void *client)
{
    if (kind->once(client) < 0)
        fail(kind->name);
}
