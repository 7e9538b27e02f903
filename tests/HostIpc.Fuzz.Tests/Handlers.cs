using HostIpc.Hosting;

namespace HostIpc.Fuzz.Tests;

/// <summary>What the fuzzed server runs: functions, so that not every case costs a process, and one program.</summary>
internal static class Handlers
{
    private static readonly byte[] Block = new byte[8192];

    public static void Add(IHostIpcBuilder builder)
    {
        builder.AddCommand("echo", async (invocation, token) =>
        {
            await invocation.WriteLineAsync(string.Join(' ', invocation.Words), token);
            return 0;
        });
        builder.AddCommand("cat", async (invocation, token) =>
        {
            byte[] buffer = new byte[4096];
            int count;
            while ((count = await invocation.Input.ReadAsync(buffer, token)) > 0)
            {
                await invocation.WriteAsync(buffer.AsMemory(0, count), token);
            }

            return 0;
        });
        builder.AddCommand("wait", async (invocation, token) =>
        {
            await SimulatedWork.Takes(invocation.Words is [var text, ..] && int.TryParse(text, out int time) ? Math.Clamp(time, 0, 4) : 1, token);
            return 0;
        });
        builder.AddCommand("fail", (_, _) => throw new InvalidOperationException("as it should"));
        builder.AddCommand("error", async (invocation, token) =>
        {
            await invocation.WriteErrorLineAsync("an error", token);
            return 3;
        });

        // More than a socket holds, and without the token: who does not read keeps it until it goes.
        builder.AddCommand("flood", async (invocation, _) =>
        {
            for (int i = 0; i < 64; i++)
            {
                await invocation.WriteAsync(Block, CancellationToken.None);
            }

            return 0;
        });

        // It is left behind, then throws where nobody listens.
        builder.AddCommand("deaf", async (_, _) =>
        {
            await SimulatedWork.Takes(30, CancellationToken.None);
            throw new InvalidOperationException("too late");
        });

        // What it does when it is cancelled is its own affair, and nobody else's.
        builder.AddCommand("rude", async (_, token) =>
        {
            await using CancellationTokenRegistration registration = token.Register(() => throw new InvalidOperationException("rude"));
            await SimulatedWork.Takes(10, CancellationToken.None);
            return 0;
        });
        builder.AddCommand("program", "/bin/echo", "real");
    }
}
