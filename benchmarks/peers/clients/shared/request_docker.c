// What `docker exec` asks of the Docker Engine, without the client's process: create an exec over a connection that is kept, start it over one of its own
// (the engine closes that at the command's end), and ask how it ended. See request.h.
#define _GNU_SOURCE
#include "common.h"
#include "http.h"
#include "request.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct client
{
    int descriptor;
    const char *socket;
    char path[256], body[4096];
};

static void *docker_open(char **arguments)
{
    struct client *client = calloc(1, sizeof *client);
    if (client == NULL || (client->descriptor = connect_to(arguments[0])) < 0)
    {
        free(client);
        return NULL;
    }
    client->socket = arguments[0];
    snprintf(client->path, sizeof client->path, "/containers/%s/exec", arguments[1]);
    int length = snprintf(client->body, sizeof client->body, "{\"AttachStdout\":true,\"AttachStderr\":true,\"Cmd\":[\"%s\"", arguments[2]);
    for (char **word = arguments + 3; *word != NULL && length < (int)sizeof client->body; word++)
        length += snprintf(client->body + length, sizeof client->body - length, ",\"%s\"", *word);
    if (length + 3 > (int)sizeof client->body)
        usage("docker: the request is too long");
    strcat(client->body, "]}");
    return client;
}

static void expect(int status, int wanted, const char *answer)
{
    if (status < 0)
        fail("docker");
    if (status != wanted)
    {
        fprintf(stderr, "docker: %d %s\n", status, answer);
        exit(1);
    }
}

static int docker_once(void *state)
{
    struct client *client = state;
    char answer[8192], path[256];
    expect(http(client->descriptor, "POST", client->path, client->body, answer, sizeof answer), 201, answer);
    char *id = strstr(answer, "\"Id\":\"");
    if (id == NULL)
        fail("docker: no id");
    id += 6;
    id[strcspn(id, "\"")] = 0;

    char output[8192];
    int descriptor = connect_to(client->socket);
    if (descriptor < 0)
        return -1;
    snprintf(path, sizeof path, "/exec/%.100s/start", id);
    expect(http(descriptor, "POST", path, "{\"Detach\":false,\"Tty\":false}", output, sizeof output), 200, output);
    close(descriptor);

    snprintf(path, sizeof path, "/exec/%.100s/json", id);
    expect(http(client->descriptor, "GET", path, NULL, output, sizeof output), 200, output);
    if (strstr(output, "\"ExitCode\":0") == NULL)
    {
        fprintf(stderr, "docker: %s\n", output);
        exit(1);
    }
    return 0;
}

const struct kind docker_kind = { "docker", 3, docker_open, docker_once };
