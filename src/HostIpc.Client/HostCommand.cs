using System.Text;
using HostIpc.Protocol;

namespace HostIpc.Client;

/// <summary>What the host is asked to run. More than the command itself is asked for by <c>with</c>: <c>HostCommand.Program("make") with { Directory = "/src" }</c>.</summary>
public sealed record HostCommand
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly IReadOnlyList<string>? _arguments;
    private readonly byte[] _line = [];

    private HostCommand(IReadOnlyList<string> arguments) => _arguments = arguments;

    private HostCommand(byte[] line) => _line = line;

    /// <summary>
    /// The working directory, absolute. Default null: <c>/</c>. A command that the server's operator has defined takes none, unless its definition
    /// allows it: it is then rejected as <c>bad-arguments</c>.
    /// </summary>
    public string? Directory { get; init; }

    /// <summary>
    /// Variables that are added to the command's environment. Default none; at most 256. Those of the dynamic loader, of the shell's startup, <c>PATH</c> and
    /// <c>HOSTIPC_*</c> are rejected as <c>bad-arguments</c>, and so is any for a command that the server's operator has defined, unless its definition allows it.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// How long the command may run before the server ends it; its result then says <c>TimedOut</c>. Default null: as long as the server lets it. A
    /// millisecond to 49 days. The server's own bound holds where it is shorter.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of this range.</exception>
    public TimeSpan? Timeout
    {
        get;
        init
        {
            if (value is { } timeout)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.FromMilliseconds(1), nameof(value));
                ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, CommandSettings.LongestTimeout, nameof(value));
            }

            field = value;
        }
    }

    /// <summary>
    /// Whether standard error comes as standard output, in the order in which the command wrote, as <c>2&gt;&amp;1</c> does it. Default false: two streams, whose order among each other is not kept. A server that
    /// does not know it sends two streams all the same.
    /// </summary>
    public bool MergeStderr { get; init; }

    /// <summary>A program, or a command that the server's operator has defined, with its arguments as they are: no shell sees them.</summary>
    /// <param name="program">The program's name, found on the host's <c>PATH</c>, its path, or the command's name.</param>
    /// <param name="arguments">The arguments after it.</param>
    /// <exception cref="ArgumentException"><paramref name="program"/> is empty, or there is a NUL or half a surrogate pair in one of them.</exception>
    public static HostCommand Program(string program, params string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return FromArguments([program, .. arguments]);
    }

    /// <summary>The same from a list whose first element is the program.</summary>
    /// <param name="argv">The program and its arguments. At least one.</param>
    /// <exception cref="ArgumentException">The list or its first element is empty, or there is a NUL or half a surrogate pair in one of them.</exception>
    public static HostCommand FromArguments(IReadOnlyList<string> argv)
    {
        ArgumentNullException.ThrowIfNull(argv);
        string[] arguments = [.. argv];
        if (arguments.Length == 0)
        {
            throw new ArgumentException("There is no program in it.", nameof(argv));
        }

        foreach (string argument in arguments)
        {
            Check(argument, nameof(argv));
        }

        return arguments[0].Length > 0 ? new HostCommand(arguments) : throw new ArgumentException("The program's name is empty.", nameof(argv));
    }

    /// <summary>
    /// A line for the host's shell, or the name of a command that the server's operator has defined and its words. Never put text that others chose into it: a
    /// shell runs what it finds there. <see cref="Program"/> has no such risk.
    /// </summary>
    /// <param name="line">The line. It may hold line feeds, and may be empty. At most <c>Limits:MaxLineBytes</c> of the server, 65536 bytes by default.</param>
    /// <exception cref="ArgumentException">There is a NUL or half a surrogate pair in it.</exception>
    public static HostCommand Shell(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return new HostCommand(Check(line, nameof(line)));
    }

    internal CommandRequest ToRequest(bool hasInput)
    {
        var settings = new CommandSettings { Directory = Directory, Environment = Environment, Timeout = Timeout, HasInput = hasInput, MergeStderr = MergeStderr };
        return _arguments is null ? new CommandRequest(_line.AsSpan()) { Settings = settings } : new CommandRequest(_arguments) { Settings = settings };
    }

    // JSON would carry half of a surrogate pair as another character: what runs would not be what was asked for.
    private static byte[] Check(string text, string parameter)
    {
        ArgumentNullException.ThrowIfNull(text, parameter);
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("There is a NUL in it, which no command can be given.", parameter);
        }

        try
        {
            return StrictUtf8.GetBytes(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException("There is half of a surrogate pair in it, which is no text.", parameter, e);
        }
    }
}
