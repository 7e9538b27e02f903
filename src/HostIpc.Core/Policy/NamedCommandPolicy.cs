using System.Collections.Frozen;
using System.Text;
using HostIpc.Execution;
using HostIpc.Requests;
using HostIpc.Transports;

namespace HostIpc.Policy;

/// <summary>
/// Named commands first, then the shell where it is allowed. A request whose first word names a command is that command and
/// never falls through to the shell, whatever else is wrong with it.
/// </summary>
internal sealed class NamedCommandPolicy : ICommandPolicy
{
    private readonly FrozenDictionary<string, CommandDefinition> _commands;
    private readonly FrozenDictionary<string, CommandDefinition>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly bool _allowShell;

    public NamedCommandPolicy(IEnumerable<CommandDefinition> commands, bool? allowShell)
    {
        _commands = commands.ToFrozenDictionary(command => command.Profile.Name, StringComparer.Ordinal);
        _byName = _commands.GetAlternateLookup<ReadOnlySpan<char>>();
        _allowShell = allowShell ?? _commands.Count == 0;
    }

    public Rejection? Decide(CommandRequest request, Peer peer, out CommandPlan plan)
    {
        if (_commands.Count > 0 || request.Arguments is not null)
        {
            return DecideByName(request, out plan);
        }

        plan = new CommandPlan { ShellLine = request.Line };
        return _allowShell ? null : NotAllowed("the line");
    }

    private Rejection? DecideByName(CommandRequest request, out CommandPlan plan)
    {
        plan = new CommandPlan { Arguments = request.Arguments, ShellLine = request.Line };
        if (request.Arguments is { } arguments)
        {
            return _commands.TryGetValue(arguments[0], out CommandDefinition? named) ? Plan(named, arguments.Skip(1).ToArray(), out plan)
                : _allowShell ? null
                : NotAllowed(arguments[0]);
        }

        var words = new WordReader(request.Line.Span);
        if (words.TryRead(out ReadOnlySpan<byte> first) && Find(first) is { } command)
        {
            return PlanWords(command, ref words, out plan);
        }

        return _allowShell ? null : NotAllowed(Encoding.UTF8.GetString(first));
    }

    private CommandDefinition? Find(ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[CommandName.MaxLength];
        return name.Length <= text.Length && Encoding.ASCII.GetChars(name, text) == name.Length
            && _byName.TryGetValue(text[..name.Length], out CommandDefinition? command) ? command : null;
    }

    private static Rejection? PlanWords(CommandDefinition command, ref WordReader words, out CommandPlan plan)
    {
        var rest = new List<string>();
        while (words.TryRead(out ReadOnlySpan<byte> word))
        {
            rest.Add(Encoding.UTF8.GetString(word));
        }

        Rejection? rejection = Plan(command, rest, out plan);
        return words.Error is { } error ? new Rejection(RejectionReason.BadArguments, error) : rejection;
    }

    private static Rejection? Plan(CommandDefinition command, IReadOnlyList<string> words, out CommandPlan plan)
    {
        bool takesWords = command.Profile.Handler is not null;
        plan = new CommandPlan { Profile = command.Profile, Arguments = takesWords ? words : command.Run };
        return takesWords || words.Count == 0 ? null
            : new Rejection(RejectionReason.BadArguments, $"the command {command.Profile.Name} takes no arguments, found {words.Count}");
    }

    private static Rejection NotAllowed(string what) =>
        new(RejectionReason.Denied, $"{what} names no command, and AllowShell is false");
}
