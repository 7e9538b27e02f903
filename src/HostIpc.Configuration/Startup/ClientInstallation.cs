using HostIpc.Transports.UnixSocket;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HostIpc.Configuration.Startup;

/// <summary>Puts the client program beside the socket of an application that has the program in its directory.</summary>
internal sealed partial class ClientInstallation(IOptions<UnixSocketOptions> socket, ILogger<ClientInstallation> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // The socket's directory is there now.
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (ClientProgram.InstallBeside(socket.Value.Path) is { } problem)
        {
            LogFailed(problem);
        }

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(66, LogLevel.Warning, "{Problem}")]
    private partial void LogFailed(string problem);
}
