using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostIpc.Server.Processes;

/// <summary>Waits for the end of the server, which comes in time whatever a part of it waits for: the rest ends with the process.</summary>
internal sealed class BoundedEnd(IHost host, TimeSpan stopTimeout) : IDisposable
{
    // What the staged stop takes by itself is less than this.
    private static readonly TimeSpan LongestLast = TimeSpan.FromMilliseconds(950);

    private static readonly TimeSpan ShortestDisposal = TimeSpan.FromMilliseconds(100);

    private long? _deadline;
    private bool _isLate;

    /// <summary>Waits until the server has stopped, or should have.</summary>
    public async Task WaitAsync()
    {
        IHostApplicationLifetime lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = lifetime.ApplicationStopping.Register(stopping.SetResult);
        Task stopped = host.WaitForShutdownAsync();
        await Task.WhenAny(stopped, stopping.Task).ConfigureAwait(false);
        _deadline = Environment.TickCount64 + (long)(stopTimeout + LongestLast).TotalMilliseconds;
        await stopped.WaitAsync(stopTimeout + LongestLast).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _isLate = !stopped.IsCompleted;
        if (!_isLate)
        {
            await stopped.ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        if (_isLate)
        {
            return;
        }

        if (_deadline is not { } deadline)
        {
            host.Dispose();
            return;
        }

        TimeSpan left = TimeSpan.FromMilliseconds(deadline - Environment.TickCount64);
        _ = Task.Run(host.Dispose).Wait(left > ShortestDisposal ? left : ShortestDisposal);
    }
}
