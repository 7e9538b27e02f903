using HostIpc.Execution;
using HostIpc.Protocol;

namespace HostIpc.Client;

/// <summary>
/// Asks a host to run commands. One is enough for a program: it may be used from any number of threads at once, each command has a connection for itself while it runs, and
/// connections are used again.
/// </summary>
/// <remarks>
/// A request is never sent twice: where a connection breaks after the server may have read it, that is an error, and whether the command ran is not known.
/// </remarks>
public sealed class HostIpcClient : IAsyncDisposable, IDisposable
{
    /// <summary>Makes a client. Nothing is connected yet.</summary>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <param name="time">The clock for timeouts; null for the system's.</param>
    /// <exception cref="HostIpcConnectionException">The endpoint cannot be understood.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Another setting is out of its range.</exception>
    public HostIpcClient(HostIpcClientOptions? options = null, TimeProvider? time = null)
    {
    }

    /// <summary>Runs a command and keeps what it writes.</summary>
    /// <param name="command">The command.</param>
    /// <param name="input">What it reads; null for nothing. It is read to its end, or until the command has ended, and not closed.</param>
    /// <param name="cancellationToken">Forced: closes the connection at once; the server ends the command.</param>
    /// <param name="gracefulCancellationToken">Graceful: sends the command SIGTERM and waits for its end, however long it takes. Before the command was accepted it closes the connection.</param>
    /// <returns>How it ended, also where it failed or its time was up, and what it wrote.</returns>
    /// <exception cref="HostIpcOutputTooLargeException">It wrote more than <see cref="HostIpcClientOptions.MaxBufferedOutput"/> to one of the streams and was ended.</exception>
    /// <exception cref="HostIpcRejectedException">The server did not run it.</exception>
    /// <exception cref="HostIpcConnectionException">There is no server, or it went away or did not answer in time.</exception>
    /// <exception cref="HostIpcProtocolException">What the server sent cannot be understood.</exception>
    /// <exception cref="OperationCanceledException">One of the tokens was cancelled; it carries the one that ended the command.</exception>
    public Task<CommandOutput> RunAsync(
        HostCommand command, Stream? input = null, CancellationToken cancellationToken = default, CancellationToken gracefulCancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Runs a command and copies what it writes as it comes. A stream that takes it slowly slows the command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="input">What it reads; null for nothing. It is read to its end, or until the command has ended, and not closed. Where its reading fails, the command is ended.</param>
    /// <param name="output">Where its standard output goes; not closed. Where the writing fails, the command is ended.</param>
    /// <param name="error">Where its standard error goes; it may be the same stream as <paramref name="output"/>.</param>
    /// <param name="cancellationToken">Forced: closes the connection at once; the server ends the command.</param>
    /// <param name="gracefulCancellationToken">Graceful: sends the command SIGTERM and waits for its end, however long it takes. Before the command was accepted it closes the connection.</param>
    /// <returns>How it ended, also where it failed or its time was up.</returns>
    /// <remarks>An exception of one of the streams surfaces as it is. A read of <paramref name="input"/> that heeds no cancellation may still be pending afterwards.</remarks>
    /// <exception cref="HostIpcRejectedException">The server did not run it.</exception>
    /// <exception cref="HostIpcConnectionException">There is no server, or it went away or did not answer in time.</exception>
    /// <exception cref="HostIpcProtocolException">What the server sent cannot be understood.</exception>
    /// <exception cref="OperationCanceledException">One of the tokens was cancelled; it carries the one that ended the command.</exception>
    public Task<CommandResult> RunAsync(
        HostCommand command,
        Stream? input,
        Stream output,
        Stream error,
        CancellationToken cancellationToken = default,
        CancellationToken gracefulCancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Starts a command and returns once the server has accepted it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="withInput">Whether <see cref="RunningCommand.WriteInputAsync"/> will be used. Default false: the command reads from <c>/dev/null</c>.</param>
    /// <param name="cancellationToken">Gives up and closes the connection; once it has returned, this token does nothing any more.</param>
    /// <returns>The command, to be disposed of.</returns>
    /// <exception cref="HostIpcRejectedException">The server did not run it.</exception>
    /// <exception cref="HostIpcConnectionException">There is no server, or it went away or did not answer in time.</exception>
    /// <exception cref="HostIpcProtocolException">What the server sent cannot be understood.</exception>
    public Task<RunningCommand> StartAsync(HostCommand command, bool withInput = false, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Asks whether the server answers.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How long the answer took, connecting included.</returns>
    /// <exception cref="HostIpcException">It does not, as the others say.</exception>
    public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Asks the server about itself.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="HostIpcException">It does not answer, as the others say.</exception>
    public Task<ServerStatus> GetStatusAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Asks what this client may run.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The commands, and whether the shell is open to it.</returns>
    /// <exception cref="HostIpcException">It does not answer, as the others say.</exception>
    public Task<CommandListing> GetCommandsAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>
    /// Puts a line into the server's FIFO and does not wait for what becomes of it. The FIFO is that of a <c>fifo:</c> endpoint, for <c>unix:/d/x.sock</c>
    /// it is <c>/d/channel</c>.
    /// </summary>
    /// <param name="line">The line, without its end: not empty, without LF and NUL and without a CR at its end, which the server would drop. With the LF that is added, at most 4096 bytes
    /// of UTF-8, which the kernel keeps together (pipe(7), <c>PIPE_BUF</c>).</param>
    /// <param name="cancellationToken">Gives up; nothing was written then.</param>
    /// <exception cref="HostIpcSendException">The line cannot be sent: the message says why. Nothing was written.</exception>
    public Task SendAsync(string line, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Closes the connections that are kept. Commands that run are not ended: each closes its connection when it has.</summary>
    public void Dispose()
    {
    }

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
