using System.IO.Pipelines;

namespace HostIpc.Hosting;

/// <summary>Where the reader of a pipe goes on when its writer hands it something: elsewhere, unless the writer's own thread is the better place.</summary>
/// <param name="elsewhere">Where; null for the thread pool.</param>
internal sealed class ReaderScheduler(PipeScheduler? elsewhere = null) : PipeScheduler
{
    private readonly PipeScheduler _elsewhere = elsewhere ?? ThreadPool;
    private volatile bool _isInline;

    /// <summary>Whether the reader goes on inside of the write. Whoever sets it knows that the reader does not block, or that the writer may wait.</summary>
    public bool IsInline
    {
        get => _isInline;
        set => _isInline = value;
    }

    public override void Schedule(Action<object?> action, object? state) => (IsInline ? Inline : _elsewhere).Schedule(action, state);
}
