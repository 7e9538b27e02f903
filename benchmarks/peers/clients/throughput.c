// Commands per second: as many clients as are asked for, each with its next request as soon as it has the answer to the last. Prints the rate.
// usage: throughput CLIENTS SECONDS KIND ARGUMENT...
#include "shared/common.h"
#include "shared/crowd.h"

static double seconds;

static void work(struct crowd *crowd, int number, const struct kind *kind, void *client)
{
    int64_t end = crowd->began + seconds * 1e9;
    for (;;)
    {
        ask(kind, client);
        if (now() > end)
            return;
        crowd->done[number]++;
    }
}

int main(int argc, char **argv)
{
    if (argc < 4)
        usage("throughput CLIENTS SECONDS KIND ARGUMENT...");
    int clients = positive(argv[1]);
    seconds = positive(argv[2]);
    FILE *output = take_output();
    struct crowd *crowd = share(sizeof *crowd);
    run_crowd(crowd, clients, find_kind(argv + 3), argv + 3, work);
    int64_t done = 0;
    for (int i = 0; i < clients; i++)
        done += crowd->done[i];
    fprintf(output, "%.2f\n", done / seconds);
    return fclose(output) == 0 ? 0 : 1;
}
