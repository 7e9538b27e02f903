using HostIpc.Protocol;

namespace HostIpc.Client;

/// <summary>Asks a host to run commands: what <see cref="HostIpcClient"/> does, for tests to do it otherwise.</summary>
/// <remarks>
/// <para>Members may be added; implement it only in tests. A fake has to implement one member. Each other has a body that calls it, or throws <see cref="NotSupportedException"/> with the member's name.</para>
/// <para><c>InMemoryHost</c> of the package <c>HostIpc.Testing</c> is a server in memory for the real client: in most tests it is less work than a fake, and truer.</para>
/// </remarks>
public interface IHostIpcClient
{
    /// <inheritdoc cref="HostIpcClient.RunAsync(HostCommand, Stream?, CancellationToken, CancellationToken)"/>
    Task<CommandOutput> RunAsync(HostCommand command, Stream? input = null, CancellationToken cancellationToken = default, CancellationToken gracefulCancellationToken = default);

    /// <inheritdoc cref="HostIpcClient.RunAsync(HostCommand, Stream?, Stream, Stream, CancellationToken, CancellationToken)"/>
    async Task<CommandResult> RunAsync(
        HostCommand command,
        Stream? input,
        Stream output,
        Stream errorOutput,
        CancellationToken cancellationToken = default,
        CancellationToken gracefulCancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(errorOutput);
        CommandOutput ended = await RunAsync(command, input, cancellationToken, gracefulCancellationToken).ConfigureAwait(false);
        await output.WriteAsync(ended.Output, cancellationToken).ConfigureAwait(false);
        await errorOutput.WriteAsync(ended.Error, cancellationToken).ConfigureAwait(false);
        return ended.Result;
    }

    /// <inheritdoc cref="HostIpcClient.StartAsync"/>
    Task<IRunningCommand> StartAsync(HostCommand command, bool withInput = false, CancellationToken cancellationToken = default) => throw NotImplemented(nameof(StartAsync));

    /// <inheritdoc cref="HostIpcClient.PingAsync"/>
    Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) => throw NotImplemented(nameof(PingAsync));

    /// <inheritdoc cref="HostIpcClient.GetStatusAsync"/>
    Task<ServerStatus> GetStatusAsync(CancellationToken cancellationToken = default) => throw NotImplemented(nameof(GetStatusAsync));

    /// <inheritdoc cref="HostIpcClient.GetCommandsAsync"/>
    Task<CommandListing> GetCommandsAsync(CancellationToken cancellationToken = default) => throw NotImplemented(nameof(GetCommandsAsync));

    /// <inheritdoc cref="HostIpcClient.SendAsync"/>
    Task SendAsync(string line, CancellationToken cancellationToken = default) => throw NotImplemented(nameof(SendAsync));

    private NotSupportedException NotImplemented(string member) => new($"{GetType().Name} does not implement {nameof(IHostIpcClient)}.{member}.");
}
