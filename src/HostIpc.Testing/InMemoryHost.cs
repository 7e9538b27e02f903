using HostIpc.Client;
using HostIpc.Protocol;

namespace HostIpc.Testing;

/// <summary>
/// A host in memory for tests of code that uses <see cref="IHostIpcClient"/>. Your handlers take the place of the commands; everything else is real: the client, the protocol, flow control, cancellation and
/// errors. No socket, file or process is used.
/// </summary>
/// <remarks>
/// A command without a handler is rejected as <c>not-found</c>. Members may be used from several threads at the same time. All calls are kept in memory until <see cref="ClearCalls"/>.
/// </remarks>
/// <example>
/// <code>
/// using var host = new InMemoryHost();
/// host.OnCommand("df", call => call.Reply(stdout: "/dev/sda1 42%\n"));
/// await using HostIpcClient client = host.CreateClient();
///
/// CommandOutput output = await client.RunAsync("df", "-h");
///
/// Assert.Equal(["-h"], host.Calls[0].Arguments);
/// </code>
/// </example>
public sealed class InMemoryHost : IDisposable
{
    private readonly CommandHandlers _handlers = new();
    private readonly CallRecord _record = new();
    private readonly InMemoryTransport _transport;

    /// <summary>Makes a host without commands. Clients can connect at once.</summary>
    /// <param name="time">The clock for <see cref="CommandCall.Timeout"/> and elapsed times, and for the clients that <see cref="CreateClient"/> makes. Default null: the system's.</param>
    public InMemoryHost(TimeProvider? time = null)
    {
        Time = time ?? TimeProvider.System;
        _transport = new InMemoryTransport(this, _record);
    }

    /// <summary>The way to this host, for clients that your code makes itself: set it as <see cref="HostIpcClientOptions.Transport"/>.</summary>
    public ClientTransport Transport => _transport;

    /// <summary>All commands that were asked for, in order of arrival, also those that were rejected. A copy.</summary>
    public IReadOnlyList<CommandCall> Calls => _record.Calls;

    /// <summary>All lines that <see cref="IHostIpcClient.SendAsync"/> sent, in order, without their LF. A copy.</summary>
    public IReadOnlyList<string> SentLines => _record.Lines;

    /// <summary>What <see cref="IHostIpcClient.GetStatusAsync"/> returns. Default: version <c>0.0.0</c> and the peer <c>memory</c>.</summary>
    public ServerStatus Status { get; set; } = new() { Version = "0.0.0", Peer = "memory" };

    /// <summary>What <see cref="IHostIpcClient.GetCommandsAsync"/> returns. Default null: the names of the commands that have a handler, and whether shell lines have one.</summary>
    public CommandListing? Listing { get; set; }

    internal TimeProvider Time { get; }

    internal CommandHandlers Handlers => _handlers;

    /// <summary>Makes a client of this host.</summary>
    /// <param name="configure">Changes the client's settings. Default null: they are the defaults.</param>
    /// <returns>The client, to be disposed of by the caller.</returns>
    public HostIpcClient CreateClient(Action<HostIpcClientOptions>? configure = null)
    {
        var options = new HostIpcClientOptions { Transport = Transport };
        configure?.Invoke(options);
        return new HostIpcClient(options, Time);
    }

    /// <summary>Sets what happens when a program or named command is asked for (<see cref="HostCommand.Program"/>). Replaces an earlier handler of the same name.</summary>
    /// <param name="program">The program's or the command's name, as the client gives it. Case matters.</param>
    /// <param name="handler">Runs for each call, on a thread of the pool. Where it sets no result, the command exits with 0. An exception rejects the call as <c>failed</c>.</param>
    /// <returns>This host.</returns>
    public InMemoryHost OnCommand(string program, Action<CommandCall> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return OnCommand(program, Asynchronous(handler));
    }

    /// <inheritdoc cref="OnCommand(string, Action{CommandCall})"/>
    public InMemoryHost OnCommand(string program, Func<CommandCall, Task> handler)
    {
        ArgumentException.ThrowIfNullOrEmpty(program);
        ArgumentNullException.ThrowIfNull(handler);
        _handlers.SetCommand(program, handler);
        return this;
    }

    /// <summary>Sets what happens when a shell line is asked for (<see cref="HostCommand.Shell"/>). Replaces an earlier handler of the same line.</summary>
    /// <param name="line">The whole line. Null: every line without a handler of its own.</param>
    /// <param name="handler">As for <see cref="OnCommand(string, Action{CommandCall})"/>.</param>
    /// <returns>This host.</returns>
    public InMemoryHost OnShell(string? line, Action<CommandCall> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return OnShell(line, Asynchronous(handler));
    }

    /// <inheritdoc cref="OnShell(string?, Action{CommandCall})"/>
    public InMemoryHost OnShell(string? line, Func<CommandCall, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _handlers.SetShell(line, handler);
        return this;
    }

    /// <summary>Sets what happens with every command and shell line that has no handler of its own. Default: it is rejected as <c>not-found</c>.</summary>
    /// <param name="handler">As for <see cref="OnCommand(string, Action{CommandCall})"/>.</param>
    /// <returns>This host.</returns>
    public InMemoryHost OnAnyCommand(Action<CommandCall> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return OnAnyCommand(Asynchronous(handler));
    }

    /// <inheritdoc cref="OnAnyCommand(Action{CommandCall})"/>
    public InMemoryHost OnAnyCommand(Func<CommandCall, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _handlers.SetAny(handler);
        return this;
    }

    /// <summary>Waits until so many calls have arrived, those before included.</summary>
    /// <param name="count">How many, 1 or more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The call of that number.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public Task<CommandCall> WaitForCallAsync(int count = 1, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return _record.WaitAsync(count, cancellationToken);
    }

    /// <summary>Forgets all calls and lines. Commands that run go on.</summary>
    public void ClearCalls() => _record.Clear();

    /// <summary>Goes away: closes all connections, and refuses new ones until <see cref="Start"/>. Clients get a <see cref="HostIpcConnectionException"/>.</summary>
    public void Stop() => _transport.Stop();

    /// <summary>Accepts connections again after <see cref="Stop"/>.</summary>
    public void Start() => _transport.Start();

    /// <summary>As <see cref="Stop"/>.</summary>
    public void Dispose() => Stop();

    private static Func<CommandCall, Task> Asynchronous(Action<CommandCall> handler) => call =>
    {
        handler(call);
        return Task.CompletedTask;
    };
}
