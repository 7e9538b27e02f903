using System.IO.Pipelines;

namespace HostIpc.Hosting;

/// <summary>Where the reader of a command's input goes on when there is some: on the thread pool, unless it never blocks.</summary>
internal sealed class InputScheduler : PipeScheduler
{
    private volatile PipeScheduler _scheduler = ThreadPool;

    public void RunInline() => _scheduler = Inline;

    public override void Schedule(Action<object?> action, object? state) => _scheduler.Schedule(action, state);
}
