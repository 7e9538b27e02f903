using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostIpc.Configuration;

/// <summary>Waits for the end of a server program, which comes in time whatever a part of it waits for: within <c>StopTimeout</c> and a second. The rest ends with the process.</summary>
/// <param name="host">The host, started. It is disposed with this, unless it is late.</param>
/// <param name="settings">The settings of the server.</param>
public sealed class ServerEnd(IHost host, HostIpcSettings settings) : IDisposable
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
        _deadline = Environment.TickCount64 + (long)(settings.StopTimeout + LongestLast).TotalMilliseconds;
        await stopped.WaitAsync(settings.StopTimeout + LongestLast).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _isLate = !stopped.IsCompleted;
        if (!_isLate)
        {
            await stopped.ConfigureAwait(false);
        }
    }

    /// <summary>Disposes the host, for as long as there is time.</summary>
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
