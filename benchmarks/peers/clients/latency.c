// Latency under a load that does not wait for answers (open loop). The time of every request is fixed before the first is sent: one every 1/RATE of a second.
// The next free client sends it, late where all are busy, and its latency counts from the time that was fixed, so that a stall is paid for by all that
// it kept waiting. Prints the nanoseconds that half, 99 % and 99.9 % of them do not exceed, and the requests per second that were answered.
// usage: latency CLIENTS RATE SECONDS KIND ARGUMENT...
#include "shared/common.h"
#include "shared/crowd.h"

static int64_t count;
static double interval;
static int64_t *latencies;

static void work(struct crowd *crowd, int number, const struct kind *kind, void *client)
{
    (void)number;
    int64_t taken;
    while ((taken = __atomic_fetch_add(&crowd->next, 1, __ATOMIC_SEQ_CST)) < count)
    {
        int64_t due = crowd->began + taken * interval;
        sleep_until(due);
        ask(kind, client);
        latencies[taken] = now() - due;
    }
}

int main(int argc, char **argv)
{
    if (argc < 5)
        usage("latency CLIENTS RATE SECONDS KIND ARGUMENT...");
    int clients = positive(argv[1]);
    double rate = positive(argv[2]);
    interval = 1e9 / rate;
    count = rate * positive(argv[3]) + 1;
    FILE *output = take_output();
    struct crowd *crowd = share(sizeof *crowd);
    latencies = share(count * sizeof *latencies);
    run_crowd(crowd, clients, find_kind(argv + 4), argv + 4, work);
    double answered = count / ((now() - crowd->began) / 1e9);
    fprintf(output, "%lld %lld %lld %.1f\n", (long long)quantile(latencies, count, 0.5), (long long)quantile(latencies, count, 0.99), (long long)quantile(latencies, count, 0.999), answered);
    return fclose(output) == 0 ? 0 : 1;
}
