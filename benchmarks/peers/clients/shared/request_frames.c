// HostIpc's frames over one connection: docs/protocol.md. See request.h.
#define _GNU_SOURCE
#include "common.h"
#include "request.h"
#include <stdlib.h>
#include <string.h>

enum { REQUEST = 16, EXIT = 18, REJECTED = 19, HEADER = 8, LARGEST = 65536 };

struct frames
{
    int descriptor;
    int length;
    unsigned char request[HEADER + 4096], header[HEADER], payload[LARGEST];
};

static void *frames_open(char **arguments)
{
    static const char preface[] = "HOSTIPC/1\n";
    char answer[sizeof preface - 1];
    struct frames *client = calloc(1, sizeof *client);
    if (client == NULL)
        return NULL;
    // Words that need escapes in JSON are not used here.
    char *json = (char *)client->request + HEADER;
    int length = snprintf(json, 4096, "{\"argv\":[\"%s\"", arguments[1]);
    for (char **word = arguments + 2; *word != NULL && length < 4096; word++)
        length += snprintf(json + length, 4096 - length, ",\"%s\"", *word);
    length += length < 4096 ? snprintf(json + length, 4096 - length, "]}") : 0;
    if (length >= 4096)
        usage("frames: the request is too long");
    client->request[0] = REQUEST;
    client->request[6] = length >> 8;
    client->request[7] = length;
    client->length = HEADER + length;
    client->descriptor = connect_to(arguments[0]);
    if (client->descriptor < 0 || write_full(client->descriptor, preface, sizeof answer) < 0 || read_full(client->descriptor, answer, sizeof answer) < 0)
    {
        free(client);
        return NULL;
    }
    return client;
}

static int frames_once(void *state)
{
    struct frames *client = state;
    if (write_full(client->descriptor, client->request, client->length) < 0)
        return -1;
    for (;;)
    {
        if (read_full(client->descriptor, client->header, HEADER) < 0)
            return -1;
        uint32_t length = (uint32_t)client->header[4] << 24 | client->header[5] << 16 | client->header[6] << 8 | client->header[7];
        if (length > LARGEST || read_full(client->descriptor, client->payload, length) < 0)
            return -1;
        int type = client->header[0];
        if (type == REJECTED || (type == EXIT && memmem(client->payload, length, "\"code\":0,", 9) == NULL))
        {
            fprintf(stderr, "hostipc: %.*s\n", (int)length, client->payload);
            exit(1);
        }
        if (type == EXIT)
            return 0;
    }
}

const struct kind frames_kind = { "frames", 2, frames_open, frames_once };
