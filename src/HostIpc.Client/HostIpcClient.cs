using System.Buffers;
using HostIpc.Interop;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;

namespace HostIpc.Client;

/// <summary>
/// Asks a host to run commands. One is enough for a program: it may be used from any number of threads at once, each command has a connection for itself while it runs, and
/// connections are used again.
/// </summary>
/// <remarks>
/// A request is never sent twice: where a connection breaks after the server may have read it, that is an error, and whether the command ran is not known.
/// </remarks>
public sealed partial class HostIpcClient : IHostIpcClient, IAsyncDisposable, IDisposable
{
    private readonly TimeProvider _time;
    private readonly ServerEndpoint _endpoint;
    private readonly ConnectionPool _pool;
    private readonly FifoSender _fifo;
    private readonly int _maxBufferedOutput;

    /// <summary>Makes a client. Nothing is connected yet.</summary>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <param name="time">The clock for timeouts; null for the system's.</param>
    /// <exception cref="HostIpcConnectionException">The endpoint cannot be understood.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Another setting is out of its range.</exception>
    /// <exception cref="PlatformNotSupportedException">The processor is neither x86-64 nor arm64, and there is no <see cref="HostIpcClientOptions.Transport"/>.</exception>
    public HostIpcClient(HostIpcClientOptions? options = null, TimeProvider? time = null)
    {
        options ??= new HostIpcClientOptions();
        options.Validate();
        _time = time ?? TimeProvider.System;
        _endpoint = ServerEndpoint.Of(options);
        if (_endpoint.Transport is null)
        {
            // With a transport there are no calls of this client's own to the system.
            SupportedArchitecture.Require();
        }

        _pool = new ConnectionPool(_endpoint, options, _time, owner: this);
        _fifo = new FifoSender(_endpoint, options.SendTimeout, _time);
        _maxBufferedOutput = options.MaxBufferedOutput;
    }

    /// <summary>
    /// Connects to a Unix socket ahead of the next request, so that the server accepts the connection while you prepare the request. A connection that is not used within a second is replaced. Does not wait, and
    /// reports no failure: where there is no connection at once, the request makes one or says why it cannot.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The client was disposed of.</exception>
    public void PrepareConnection() => _pool.Prepare();

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
        RunAsync(command, input is not null, exchange => StreamedRun.KeepAsync(exchange, input, _maxBufferedOutput), cancellationToken, gracefulCancellationToken);

    /// <summary>Runs a command and copies what it writes as it comes. A stream that takes it slowly slows the command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="input">What it reads; null for nothing. It is read to its end, or until the command has ended, and not closed. Where its reading fails, the command is ended.</param>
    /// <param name="output">Where its standard output goes; not closed. Where the writing fails, the command is ended.</param>
    /// <param name="errorOutput">Where its standard error goes; it may be the same stream as <paramref name="output"/>.</param>
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
        Stream errorOutput,
        CancellationToken cancellationToken = default,
        CancellationToken gracefulCancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(errorOutput);
        return RunAsync(command, input is not null, exchange => StreamedRun.CopyAsync(exchange, input, output, errorOutput), cancellationToken, gracefulCancellationToken);
    }

    /// <summary>Starts a command and returns once the server has accepted it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="withInput">Whether <see cref="RunningCommand.WriteInputAsync"/> will be used. Default false: the command reads from <c>/dev/null</c>.</param>
    /// <param name="cancellationToken">Gives up and closes the connection; once it has returned, this token does nothing any more.</param>
    /// <returns>The command, to be disposed of.</returns>
    /// <exception cref="HostIpcRejectedException">The server did not run it.</exception>
    /// <exception cref="HostIpcConnectionException">There is no server, or it went away or did not answer in time.</exception>
    /// <exception cref="HostIpcProtocolException">What the server sent cannot be understood.</exception>
    public async Task<RunningCommand> StartAsync(HostCommand command, bool withInput = false, CancellationToken cancellationToken = default) =>
        new(await OpenAsync(command, withInput, cancellationToken).ConfigureAwait(false), _maxBufferedOutput);

    async Task<IRunningCommand> IHostIpcClient.StartAsync(HostCommand command, bool withInput, CancellationToken cancellationToken) =>
        await StartAsync(command, withInput, cancellationToken).ConfigureAwait(false);

    /// <summary>Starts a command whose output is handed over as it is read, without a copy. For programs that relay; others use <see cref="StartAsync"/>.</summary>
    /// <param name="command">The command.</param>
    /// <param name="hasInput">Whether input is offered.</param>
    /// <param name="cancellationToken">Gives up waiting for the server's answer, and closes the connection.</param>
    /// <returns>The accepted command. Call <see cref="CommandExchange.RunAsync"/> once: it returns when the command has ended.</returns>
    /// <exception cref="HostIpcRejectedException">The server did not run it.</exception>
    /// <exception cref="HostIpcConnectionException">There is no server, or it went away or did not answer in time.</exception>
    /// <exception cref="HostIpcProtocolException">What the server sent cannot be understood.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<CommandExchange> OpenAsync(HostCommand command, bool hasInput = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return command.MergeStderr ? OpenMergedAsync(command, hasInput, cancellationToken) : RequestAsync(command, hasInput, cancellationToken);
    }

    // A server that does not know the member refuses the whole request and has run nothing of it: it is asked again without.
    private async Task<CommandExchange> OpenMergedAsync(HostCommand command, bool hasInput, CancellationToken cancellationToken)
    {
        try
        {
            return await RequestAsync(command, hasInput, cancellationToken).ConfigureAwait(false);
        }
        catch (HostIpcRejectedException e) when (e.Reason == RejectionReason.Malformed && e.Message.Contains(RequestPayload.MergeStderr, StringComparison.Ordinal))
        {
            return await RequestAsync(command with { MergeStderr = false }, hasInput, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<CommandExchange> RequestAsync(HostCommand command, bool hasInput, CancellationToken cancellationToken) =>
        AskAsync(
            FrameType.Request,
            RequestPayload.Write(command.ToRequest(hasInput)),
            (connection, frame) => frame.Type == FrameType.Accepted
                ? new CommandExchange(connection, _pool, connection.Parse(frame, AcceptedPayload.Read), hasInput) : throw connection.OutOfPlace(frame),
            cancellationToken);

    /// <summary>Asks whether the server answers.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How long the answer took, connecting included.</returns>
    /// <exception cref="HostIpcException">It does not, as the others say.</exception>
    public async Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default)
    {
        long start = _time.GetTimestamp();
        byte[] payload = BitConverter.GetBytes(start); // no random number, for which a bare container may have no source
        await AskAsync(
            FrameType.Ping,
            payload,
            (connection, frame) => frame.Type == FrameType.Pong && frame.Payload.ToArray().AsSpan().SequenceEqual(payload) ? true : throw connection.OutOfPlace(frame),
            cancellationToken).ConfigureAwait(false);
        return _time.GetElapsedTime(start);
    }

    /// <summary>Asks the server about itself.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="HostIpcException">It does not answer, as the others say.</exception>
    public Task<ServerStatus> GetStatusAsync(CancellationToken cancellationToken = default) => QueryAsync(QueryPayload.Status, ServerStatus.Read, cancellationToken);

    /// <summary>Asks what this client may run.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The commands, and whether the shell is open to it.</returns>
    /// <exception cref="HostIpcException">It does not answer, as the others say.</exception>
    public Task<CommandListing> GetCommandsAsync(CancellationToken cancellationToken = default) => QueryAsync(QueryPayload.Commands, CommandListing.Read, cancellationToken);

    /// <summary>Checks a line for <see cref="SendAsync"/>.</summary>
    /// <param name="line">The line, without its end.</param>
    /// <returns>Why the line cannot be sent, a part of a sentence; null where it can be.</returns>
    public static string? FindLineFault(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return FifoSender.FindFault(line);
    }

    /// <summary>
    /// Puts a line into the server's FIFO and does not wait for what becomes of it. The FIFO is that of a <c>fifo:</c> endpoint, for <c>unix:/d/x.sock</c>
    /// it is <c>/d/channel</c>; a <c>tcp:</c> endpoint has none.
    /// </summary>
    /// <param name="line">The line, without its end: not empty, without LF and NUL and without a CR at its end, which the server would drop. With the LF that is added, at most 4096 bytes
    /// of UTF-8, which the kernel keeps together (pipe(7), <c>PIPE_BUF</c>).</param>
    /// <param name="cancellationToken">Gives up; nothing was written then.</param>
    /// <exception cref="HostIpcSendException">The line cannot be sent: the message says why. Nothing was written.</exception>
    public Task SendAsync(string line, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(line);
        return _fifo.SendAsync(line, cancellationToken);
    }

    /// <summary>Closes the connections that are kept. Commands that run are not ended: each closes its connection when it has.</summary>
    public void Dispose() => _pool.Dispose();

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<T> RunAsync<T>(HostCommand command, bool hasInput, Func<CommandExchange, Task<T>> run, CancellationToken forced, CancellationToken graceful)
    {
        CommandExchange exchange = await OpenAsync(command, hasInput, forced, graceful).ConfigureAwait(false);
        using CancellationTokenRegistration forcing = exchange.AbortOn(forced);
        using CancellationTokenRegistration terminating = graceful.UnsafeRegister(static exchange => ((CommandExchange)exchange!).Terminate(), exchange);
        T result = await run(exchange).ConfigureAwait(false);
        return exchange.IsTerminated ? throw new OperationCanceledException(graceful) : result;
    }

    private async Task<CommandExchange> OpenAsync(HostCommand command, bool hasInput, CancellationToken forced, CancellationToken graceful)
    {
        if (!graceful.CanBeCanceled)
        {
            return await OpenAsync(command, hasInput, forced).ConfigureAwait(false);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(forced, graceful);
        try
        {
            return await OpenAsync(command, hasInput, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (e.CancellationToken == either.Token)
        {
            throw new OperationCanceledException(forced.IsCancellationRequested ? forced : graceful);
        }
    }

    private Task<T> QueryAsync<T>(string query, PayloadReader<T> read, CancellationToken cancellationToken) => AskAsync(
        FrameType.Query,
        QueryPayload.Write(query),
        (connection, frame) => frame.Type == FrameType.Answer ? connection.Parse(frame, read) : throw connection.OutOfPlace(frame),
        cancellationToken);

    // Once the request was sent, nobody knows but the server. It runs nothing before it has sent its preface: where none came over a Unix socket that the server has closed, nothing ran. A reset of TCP may have
    // thrown the preface away, a transport of somebody else's may do so too, and a server that is only slow may still read.
    private bool MayHaveRun(ClientConnection connection, HostIpcException failed) =>
        failed is not HostIpcRejectedException && (connection.HasPreface || (failed is HostIpcConnectionException && (_endpoint.IsTcp || _endpoint.Transport is not null || connection.Reason is not null)));

    // One question and its first answer. The connection goes back to the pool, unless a command runs on it from now on.
    private async Task<T> AskAsync<T>(
        FrameType type, ReadOnlyMemory<byte> payload, Func<ClientConnection, Frame, T> take, CancellationToken cancellationToken)
    {
        if (_endpoint.IsFifo)
        {
            throw new HostIpcConnectionException($"{_endpoint} is a FIFO, which answers nothing: it takes lines only; for everything else the endpoint is unix:/path, the server's socket");
        }

        ClientConnection connection = await _pool.SendAsync(type, payload, cancellationToken).ConfigureAwait(false);
        Rejection? rejection = null;
        T? answer = default;
        try
        {
            using CancellationTokenRegistration registration = connection.AbortOn(cancellationToken);
            Frame frame = await connection.ReceiveAsync("before it answered; whether it did what was asked is not known").ConfigureAwait(false);
            if (frame.Type == FrameType.Rejected)
            {
                rejection = connection.Parse(frame, RejectedPayload.Read);
            }
            else
            {
                answer = take(connection, frame);
            }
        }
        catch (Exception e)
        {
            if (type == FrameType.Request && e is HostIpcException failed && MayHaveRun(connection, failed))
            {
                failed.SetMayHaveRun();
            }

            connection.Dispose();
            throw;
        }

        if (rejection is { Reason: RejectionReason.Malformed })
        {
            connection.Dispose();
        }
        else if (rejection is not null || type != FrameType.Request)
        {
            _pool.Return(connection);
        }

        return rejection is null ? answer! : throw new HostIpcRejectedException(rejection);
    }
}
