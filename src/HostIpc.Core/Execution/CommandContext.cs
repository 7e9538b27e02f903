using System.Text;
using HostIpc.Identity;
using HostIpc.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Execution;

/// <summary>One call of a <see cref="CommandHandler"/>: what was asked, who asked, and where output goes.</summary>
public sealed class CommandContext
{
    private readonly IOutputSink _output;

    /// <summary>Makes a call: as an executor of your own does, or to test a handler.</summary>
    /// <param name="name">The command's name.</param>
    /// <param name="words">The words that follow the name.</param>
    /// <param name="peer">Who asks.</param>
    /// <param name="output">Gets what the handler writes.</param>
    /// <param name="input">What the handler reads. Default null: nothing.</param>
    /// <param name="id">The request's number. Default 0.</param>
    public CommandContext(string name, IReadOnlyList<string> words, Peer peer, IOutputSink output, Stream? input = null, long id = 0)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(peer);
        ArgumentNullException.ThrowIfNull(output);
        Id = id;
        Name = name;
        Words = words;
        Peer = peer;
        Input = input ?? Stream.Null;
        _output = output;
    }

    /// <summary>The request's number, the one in the log.</summary>
    public long Id { get; }

    /// <summary>The command's name.</summary>
    public string Name { get; }

    /// <summary>The words that followed the name, split as POSIX quoting does and not expanded.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Who asked.</summary>
    public Peer Peer { get; }

    /// <summary>What the client sends as standard input; empty where it sends none. Valid until the handler returns.</summary>
    public Stream Input { get; }

    /// <summary>Makes scopes of the application's services; null where there are none.</summary>
    internal IServiceScopeFactory? Scopes { get; init; }

    /// <summary>The client's signals, where the handler forwards them (<see cref="Policy.CommandOptions.ForwardsSignals"/>); null where they cancel it.</summary>
    public CommandSignals? Signals { get; init; }

    /// <summary>Writes to the command's output: to the log, and to the client where there is a way back.</summary>
    /// <param name="data">The bytes; not kept.</param>
    /// <param name="cancellationToken">Ends the wait for a client that reads slowly.</param>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) =>
        _output.WriteAsync(OutputKind.Stdout, data, cancellationToken);

    /// <summary>Writes a line of text, UTF-8, to the command's output.</summary>
    /// <param name="text">The line, without its ending.</param>
    /// <param name="cancellationToken">Ends the wait for a client that reads slowly.</param>
    public ValueTask WriteLineAsync(string text, CancellationToken cancellationToken = default) =>
        _output.WriteAsync(OutputKind.Stdout, Encoding.UTF8.GetBytes(text + '\n'), cancellationToken);

    /// <summary>Writes a line of text, UTF-8, to the command's error output.</summary>
    /// <param name="text">The line, without its ending.</param>
    /// <param name="cancellationToken">Ends the wait for a client that reads slowly.</param>
    public ValueTask WriteErrorLineAsync(string text, CancellationToken cancellationToken = default) =>
        _output.WriteAsync(OutputKind.Stderr, Encoding.UTF8.GetBytes(text + '\n'), cancellationToken);

    /// <summary>Writes to either of the command's streams.</summary>
    /// <param name="kind">The stream.</param>
    /// <param name="data">The bytes; not kept.</param>
    /// <param name="cancellationToken">Ends the wait for a client that reads slowly.</param>
    public ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => _output.WriteAsync(kind, data, cancellationToken);
}
