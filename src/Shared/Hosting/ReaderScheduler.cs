using System.IO.Pipelines;

namespace HostIpc.Hosting;

/// <summary>Where the reader of a pipe goes on when its writer hands it something: on the thread pool, unless the writer's own thread is the better place.</summary>
internal sealed class ReaderScheduler : PipeScheduler
{
    private volatile bool _isInline;

    /// <summary>Whether the reader goes on inside of the write. Whoever sets it knows that the reader does not block, or that the writer may wait.</summary>
    public bool IsInline
    {
        get => _isInline;
        set => _isInline = value;
    }

    public override void Schedule(Action<object?> action, object? state) => (IsInline ? Inline : ThreadPool).Schedule(action, state);
}
