using Microsoft.Extensions.Hosting;

namespace HostIpc.Docker.Lifecycle;

/// <summary>What runs where no directory of scripts is set: nothing.</summary>
internal sealed class NoLifecycle : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
