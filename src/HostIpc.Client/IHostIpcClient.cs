using HostIpc.Protocol;

namespace HostIpc.Client;

/// <summary>Asks a host to run commands: what <see cref="HostIpcClient"/> does, for tests to do it otherwise.</summary>
public interface IHostIpcClient
{
    /// <inheritdoc cref="HostIpcClient.RunAsync(HostCommand, Stream?, CancellationToken, CancellationToken)"/>
    Task<CommandOutput> RunAsync(HostCommand command, Stream? input = null, CancellationToken cancellationToken = default, CancellationToken gracefulCancellationToken = default);

    /// <inheritdoc cref="HostIpcClient.RunAsync(HostCommand, Stream?, Stream, Stream, CancellationToken, CancellationToken)"/>
    Task<CommandResult> RunAsync(
        HostCommand command,
        Stream? input,
        Stream output,
        Stream errorOutput,
        CancellationToken cancellationToken = default,
        CancellationToken gracefulCancellationToken = default);

    /// <inheritdoc cref="HostIpcClient.StartAsync"/>
    Task<IRunningCommand> StartAsync(HostCommand command, bool withInput = false, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="HostIpcClient.PingAsync"/>
    Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="HostIpcClient.GetStatusAsync"/>
    Task<ServerStatus> GetStatusAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="HostIpcClient.GetCommandsAsync"/>
    Task<CommandListing> GetCommandsAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="HostIpcClient.SendAsync"/>
    Task SendAsync(string line, CancellationToken cancellationToken = default);
}
