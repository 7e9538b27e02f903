using System.Collections.Concurrent;
using System.Text;
using HostIpc.Identity;
using HostIpc.Logging;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Transports.Fifo;

internal sealed class NoticeSink : ICommandLogSink
{
    private int _unflushed;

    /// <summary>The server's log, which writes here.</summary>
    public ICommandLog Log => new ServiceCollection().AddSingleton<ICommandLogSink>(this).AddHostIpc().Services.BuildServiceProvider().GetRequiredService<ICommandLog>();

    public ConcurrentQueue<string> Messages { get; } = new();

    public bool IsFlushed => Volatile.Read(ref _unflushed) == 0;

    public void Write(in LogRecord record)
    {
        if (record.Kind == LogRecordKind.Noticed && record.Id == 0 && record.Peer == Peer.Fifo)
        {
            Interlocked.Increment(ref _unflushed);
            Messages.Enqueue(Encoding.UTF8.GetString(record.Text));
        }
    }

    public void Flush() => Interlocked.Exchange(ref _unflushed, 0);
}
