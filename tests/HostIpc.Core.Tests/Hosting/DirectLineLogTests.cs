using System.Collections.Concurrent;
using HostIpc.Core.Tests.TestSupport;
using HostIpc.Logging;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Hosting;

public sealed class DirectLineLogTests
{
    [Fact]
    public async Task Log_WhenALineHasEnded_ThenItTellsWhetherAShellRanIt()
    {
        var ends = new EndSink();
        await using TestServer server = await TestServer.StartAsync(options => options.AllowShell = true, builder => builder.Services.AddSingleton<ICommandLogSink>(ends));
        await server.Listener.Connect().SendAsync("/bin/ls /\n/bin/ls / | cat\n/bin/ls /\n");
        await Eventually.BecomesTrue(() => ends.Found.Count == 3);
        ends.Found.OrderBy(end => end.Id).Select(end => end.IsDirect).ShouldBe([true, false, true]);
    }

    private sealed class EndSink : ICommandLogSink
    {
        public ConcurrentQueue<(long Id, bool IsDirect)> Found { get; } = [];

        public void Write(in LogRecord record)
        {
            if (record.Kind == LogRecordKind.Ended)
            {
                Found.Enqueue((record.Id, record.IsDirect));
            }
        }
    }
}
