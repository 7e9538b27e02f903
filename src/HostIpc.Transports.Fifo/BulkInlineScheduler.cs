using System.IO.Pipelines;

namespace HostIpc.Transports.Fifo;

/// <summary>
/// Where the request loop goes on when the pump hands it bytes. On the thread pool, so that the pump is back at the FIFO before the next
/// writer; but on the pump's own thread after a read that filled the buffer: then somebody writes in bulk, no writer's
/// leaving is near, and handing a block of lines to another thread costs more than the lines.
/// </summary>
internal sealed class BulkInlineScheduler : PipeScheduler
{
    /// <summary>Whether the last read was of bulk. Set by the pump before it flushes.</summary>
    public bool IsBulk { get; set; }

    public override void Schedule(Action<object?> action, object? state) => (IsBulk ? Inline : ThreadPool).Schedule(action, state);
}
