using System.Buffers;
using System.Text;
using System.Threading.Channels;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;

namespace HostIpc.Testing;

/// <summary>
/// A command that a client has asked an <see cref="InMemoryHost"/> for: what was asked, and what the handler makes of it. It stays in <see cref="InMemoryHost.Calls"/> after its end.
/// </summary>
/// <remarks>
/// A handler returns after it has set the result: <see cref="Reply(string, string, int)"/>, <see cref="ReplySignal"/>, <see cref="Reply(CommandResult)"/> or <see cref="Reject"/>. The result can be set once. Before
/// that it may write output, read input and wait.
/// </remarks>
public sealed class CommandCall
{
    // Signals that end a program which does not handle them are all others (signal(7)): CHLD, CONT, STOP, TSTP, TTIN, TTOU, URG, WINCH.
    private static readonly int[] HarmlessSignals = [17, 18, 19, 20, 21, 22, 23, 28];

    private const int MaxSignals = 1024;
    private const int Terminate = 15;

    private readonly Lock _gate = new();
    private readonly FrameWriter _writer;
    private readonly HostConversation _conversation;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly CallInput _input;
    private readonly CancellationTokenSource _cancelling;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<int> _signals = [];
    private readonly Channel<int> _unreadSignals = Channel.CreateUnbounded<int>();
    private Task? _accepting;
    private CommandReply? _reply;
    private volatile bool _hasEnded;

    internal CommandCall(CommandRequest request, long id, FrameWriter writer, HostConversation conversation, TimeProvider time, CancellationTokenSource cancelling)
    {
        Id = id;
        if (request.Arguments is { } arguments)
        {
            (Program, Arguments) = (arguments[0], [.. arguments.Skip(1)]);
        }
        else
        {
            (Program, Arguments, ShellLine) = ("", [], Encoding.UTF8.GetString(request.Line.Span));
        }

        Settings = request.Settings ?? new CommandSettings();
        _writer = writer;
        _conversation = conversation;
        _cancelling = cancelling;
        _time = time;
        _start = time.GetTimestamp();
        _input = new CallInput(Settings.HasInput, writer, () => AcceptAsync(), _cancelling.Token);
    }

    /// <summary>The request's number, 1 for the host's first: the client sees it as <c>Id</c>.</summary>
    public long Id { get; }

    /// <summary>The program's or the command's name; empty for a shell line.</summary>
    public string Program { get; }

    /// <summary>The arguments behind the program's name; empty for a shell line.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>The shell line; null where a program was asked for.</summary>
    public string? ShellLine { get; }

    /// <summary>The working directory that was asked for; null for none.</summary>
    public string? Directory => Settings.Directory;

    /// <summary>The variables that were asked for.</summary>
    public IReadOnlyDictionary<string, string> Environment => Settings.Environment;

    /// <summary>The bound that was asked for; null for none. Only <see cref="HangAsync"/> heeds it.</summary>
    public TimeSpan? Timeout => Settings.Timeout;

    /// <summary>Whether the client wants standard error in standard output. <see cref="WriteErrorAsync(string)"/> then does that.</summary>
    public bool MergeStderr => Settings.MergeStderr;

    /// <summary>Whether the client sends input.</summary>
    public bool OffersInput => Settings.HasInput;

    /// <summary>The command's standard input. Empty where the client offers none. The first read accepts the command.</summary>
    public Stream Input => new CallInputStream(_input);

    /// <summary>The input that the handler has read so far. A copy.</summary>
    public ReadOnlyMemory<byte> ReceivedInput => _input.ToArray();

    /// <summary>The input that the handler has read so far, as UTF-8. A copy.</summary>
    public string ReceivedInputText => Encoding.UTF8.GetString(_input.ToArray());

    /// <summary>The signals that the client has sent so far, at most the first 1024, in order. A copy.</summary>
    public IReadOnlyList<int> Signals
    {
        get
        {
            lock (_gate)
            {
                return [.. _signals];
            }
        }
    }

    /// <summary>Cancelled when the client closes the connection before the end of the command: it was cancelled by force, or disposed of. Also when the host stops.</summary>
    public CancellationToken Cancelled => _cancelling.Token;

    /// <summary>Whether the command has ended, was rejected, or was cancelled.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>Completes when <see cref="HasEnded"/> becomes true.</summary>
    public Task Ended => _ended.Task;

    /// <summary>How the command ended; null where it runs, was rejected or was cancelled.</summary>
    public CommandResult? Result { get; private set; }

    /// <summary>Why the command was rejected; null where it was not.</summary>
    public Rejection? Rejection { get; private set; }

    /// <summary>What the handler threw; null for nothing. The client gets a rejection with the reason <c>failed</c>.</summary>
    public Exception? Exception { get; private set; }

    private CommandSettings Settings { get; }

    /// <summary>
    /// Accepts the command: the client's <c>StartAsync</c> returns. Before, the client waits, as it does while a command waits for its turn. Writing output, reading input and the end accept it too.
    /// </summary>
    /// <param name="takesInput">Whether the command reads the input that the client offers. False: the client sends none. Default true. Only the first call counts.</param>
    /// <exception cref="OperationCanceledException">The client has closed the connection.</exception>
    public Task AcceptAsync(bool takesInput = true)
    {
        lock (_gate)
        {
            return _accepting ??= SendAcceptedAsync(takesInput);
        }
    }

    /// <summary>Writes to the command's standard output. Waits while the client does not read.</summary>
    /// <param name="text">The text, sent as UTF-8.</param>
    /// <exception cref="OperationCanceledException">The client has closed the connection.</exception>
    public Task WriteOutputAsync(string text) => WriteOutputAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes to the command's standard output. Waits while the client does not read.</summary>
    /// <param name="data">The bytes.</param>
    /// <exception cref="OperationCanceledException">The client has closed the connection.</exception>
    public Task WriteOutputAsync(ReadOnlyMemory<byte> data) => WriteAsync(FrameType.Stdout, data);

    /// <summary>Writes to the command's standard error. Waits while the client does not read.</summary>
    /// <param name="text">The text, sent as UTF-8.</param>
    /// <exception cref="OperationCanceledException">The client has closed the connection.</exception>
    public Task WriteErrorAsync(string text) => WriteErrorAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes to the command's standard error. Waits while the client does not read.</summary>
    /// <param name="data">The bytes.</param>
    /// <exception cref="OperationCanceledException">The client has closed the connection.</exception>
    public Task WriteErrorAsync(ReadOnlyMemory<byte> data) => WriteAsync(MergeStderr ? FrameType.Stdout : FrameType.Stderr, data);

    /// <summary>Reads the command's input to its end, as UTF-8.</summary>
    /// <exception cref="OperationCanceledException">The client has closed the connection.</exception>
    public async Task<string> ReadInputTextAsync()
    {
        using var reader = new StreamReader(Input, Encoding.UTF8);
        return await reader.ReadToEndAsync(Cancelled).ConfigureAwait(false);
    }

    /// <summary>Waits for the next signal of the client. Each signal is returned once.</summary>
    /// <returns>Its number on Linux: 2 is SIGINT, 15 SIGTERM.</returns>
    /// <exception cref="OperationCanceledException">The client has closed the connection.</exception>
    public async Task<int> WaitForSignalAsync() => await _unreadSignals.Reader.ReadAsync(Cancelled).ConfigureAwait(false);

    /// <summary>
    /// Runs without an end of its own, as <c>sleep infinity</c> does. A signal that ends a program sets the result (SIGTERM: <c>Signal</c> 15), and so does <see cref="Timeout"/> (<c>TimedOut</c>).
    /// </summary>
    /// <exception cref="OperationCanceledException">The client has closed the connection.</exception>
    public async Task HangAsync()
    {
        await AcceptAsync().ConfigureAwait(false);
        using var bound = new CancellationTokenSource(Timeout ?? System.Threading.Timeout.InfiniteTimeSpan, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, Cancelled);
        try
        {
            int signal;
            do
            {
                signal = await _unreadSignals.Reader.ReadAsync(either.Token).ConfigureAwait(false);
            }
            while (HarmlessSignals.Contains(signal));

            ReplySignal(signal);
        }
        catch (OperationCanceledException) when (!Cancelled.IsCancellationRequested)
        {
            Reply(new CommandResult { TimedOut = true, Signal = Terminate, Elapsed = _time.GetElapsedTime(_start) });
        }
    }

    /// <summary>The command writes this and exits.</summary>
    /// <param name="stdout">What it writes to standard output, sent as UTF-8. Default: nothing.</param>
    /// <param name="stderr">What it writes to standard error. Default: nothing.</param>
    /// <param name="exitCode">Its exit code, 0 to 255. Default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such exit code.</exception>
    /// <exception cref="InvalidOperationException">The result was set before.</exception>
    public void Reply(string stdout = "", string stderr = "", int exitCode = 0)
    {
        ArgumentNullException.ThrowIfNull(stdout);
        ArgumentNullException.ThrowIfNull(stderr);
        ArgumentOutOfRangeException.ThrowIfNegative(exitCode);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(exitCode, 255);
        Set(new CommandReply(new CommandResult { ExitCode = exitCode, Elapsed = _time.GetElapsedTime(_start) }, stdout, stderr));
    }

    /// <summary>The command is ended by a signal.</summary>
    /// <param name="signal">Its number on Linux, 1 to 64.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such signal.</exception>
    /// <exception cref="InvalidOperationException">The result was set before.</exception>
    public void ReplySignal(int signal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(signal, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(signal, 64);
        Set(new CommandReply(new CommandResult { Signal = signal, Elapsed = _time.GetElapsedTime(_start) }));
    }

    /// <summary>The command ends with this result: its time is up, say, or it has used so much CPU time.</summary>
    /// <param name="result">The result, with an exit code, a signal, or <see cref="CommandResult.TimedOut"/>.</param>
    /// <exception cref="ArgumentException">It has none of these, or an exit code and a signal.</exception>
    /// <exception cref="InvalidOperationException">The result was set before.</exception>
    public void Reply(CommandResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.ExitCode is not null && result.Signal is not null)
        {
            throw new ArgumentException("A result has an exit code or a signal, not both.", nameof(result));
        }

        if ((result.ExitCode ?? result.Signal) is null && !result.TimedOut)
        {
            throw new ArgumentException("A result has an exit code, a signal, or TimedOut.", nameof(result));
        }

        Set(new CommandReply(result));
    }

    /// <summary>Rejects the command. Before it was accepted, it has not run.</summary>
    /// <param name="reason">Why. <see cref="RejectionReason.Malformed"/> is not possible: it is for what is no request.</param>
    /// <param name="message">A sentence for a person, at most 4096 characters. Default: none.</param>
    /// <exception cref="ArgumentException"><paramref name="reason"/> is <see cref="RejectionReason.Malformed"/>.</exception>
    /// <exception cref="InvalidOperationException">The result was set before.</exception>
    public void Reject(RejectionReason reason, string message = "")
    {
        ArgumentNullException.ThrowIfNull(message);
        if (reason == RejectionReason.Malformed)
        {
            throw new ArgumentException("A request that a client has made is never malformed.", nameof(reason));
        }

        Set(new CommandReply(new Rejection(reason, message)));
    }

    /// <summary>Closes the connection without a result. The client gets a <see cref="Client.HostIpcConnectionException"/>, and does not know whether the command ran.</summary>
    public void Disconnect() => _conversation.Close();

    /// <summary>The program and its arguments, or the shell line.</summary>
    public override string ToString() => ShellLine ?? string.Join(' ', Arguments.Prepend(Program));

    /// <summary>Has the handler answer, and sends what it set.</summary>
    internal async Task RunAsync(Func<CommandCall, Task>? handler)
    {
        try
        {
            await HandleAsync(handler).ConfigureAwait(false);
            await EndAsync(_reply ?? new CommandReply(new CommandResult { ExitCode = 0, Elapsed = _time.GetElapsedTime(_start) })).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The client has gone.
        }
        finally
        {
            End();
        }
    }

    /// <summary>The connection is over.</summary>
    internal void Abandon()
    {
        if (!_hasEnded)
        {
            _ = _cancelling.CancelAsync();
            _input.Break();
            End();
        }
    }

    internal string? Take(in ReadOnlySequence<byte> piece) => _input.Take(piece);

    internal ValueTask AnswerAsync(byte[] ping, CancellationToken cancellationToken) => _input.AnswerAsync(ping, cancellationToken);

    internal void TakeSignal(int signal)
    {
        lock (_gate)
        {
            if (_signals.Count == MaxSignals)
            {
                return;
            }

            _signals.Add(signal);
        }

        _unreadSignals.Writer.TryWrite(signal);
    }

    private async Task HandleAsync(Func<CommandCall, Task>? handler)
    {
        if (handler is null)
        {
            Reject(RejectionReason.NotFound, $"the host in memory has no handler for {(ShellLine is null ? $"the command {Program}" : $"the shell line {ShellLine}")}");
            return;
        }

        try
        {
            await handler(this).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (Cancelled.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            Exception = e;
            _reply = new CommandReply(new Rejection(RejectionReason.Failed, $"the handler of {this} threw {e.GetType().Name}: {e.Message}"));
        }
    }

    private async Task EndAsync(CommandReply reply)
    {
        if (reply.Rejection is not null && _accepting is null)
        {
            await _input.EndAsync().ConfigureAwait(false);
        }
        else
        {
            await WriteOutputAsync(reply.Output).ConfigureAwait(false);
            await WriteErrorAsync(reply.Error).ConfigureAwait(false);
            await AcceptAsync().ConfigureAwait(false);
            await _input.EndAsync().ConfigureAwait(false);
        }

        // Before the client can know it, and send its next request.
        (Result, Rejection) = (reply.Result, reply.Rejection);
        _hasEnded = true;
        await SendAsync(
            reply.Rejection is null ? FrameType.Exit : FrameType.Rejected,
            reply.Rejection is { } rejection ? RejectedPayload.Write(rejection) : ExitPayload.Write(reply.Result!)).ConfigureAwait(false);
    }

    private void End()
    {
        _hasEnded = true;
        _ended.TrySetResult();
    }

    private void Set(CommandReply reply)
    {
        lock (_gate)
        {
            _reply = _reply is null ? reply : throw new InvalidOperationException($"The result of {this} was set before.");
        }
    }

    private async Task SendAcceptedAsync(bool takesInput)
    {
        if (!takesInput)
        {
            await _input.EndAsync().ConfigureAwait(false);
        }

        await SendAsync(FrameType.Accepted, AcceptedPayload.Write(new Acceptance(Id, takesInput))).ConfigureAwait(false);
    }

    private async Task WriteAsync(FrameType type, ReadOnlyMemory<byte> data)
    {
        if (data.IsEmpty)
        {
            return;
        }

        await AcceptAsync().ConfigureAwait(false);
        for (ReadOnlyMemory<byte> rest = data; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, FrameLimits.Stream)..])
        {
            await SendAsync(type, rest[..Math.Min(rest.Length, FrameLimits.Stream)]).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(FrameType type, ReadOnlyMemory<byte> payload)
    {
        try
        {
            if (await _writer.WriteAsync(type, payload, Cancelled).ConfigureAwait(false))
            {
                return;
            }
        }
        catch (InvalidOperationException)
        {
            // The connection was closed at this very moment.
        }

        await _cancelling.CancelAsync().ConfigureAwait(false);
        throw new OperationCanceledException("the client has closed the connection", Cancelled);
    }
}
