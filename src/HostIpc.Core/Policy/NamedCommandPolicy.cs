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

    public Decision Decide(CommandRequest request, Peer peer)
    {
        if (request.Arguments is { } arguments)
        {
            return _commands.TryGetValue(arguments[0], out CommandDefinition? named) ? Plan(named, arguments.Skip(1).ToArray())
                : _allowShell ? Decision.Run(new CommandPlan { Arguments = arguments })
                : NotAllowed(arguments[0]);
        }

        if (_commands.Count > 0)
        {
            var words = new WordReader(request.Line.Span);
            if (words.TryRead(out ReadOnlySpan<byte> first) && Find(first) is { } command)
            {
                return PlanWords(command, ref words);
            }

            if (!_allowShell)
            {
                return NotAllowed(Encoding.UTF8.GetString(first));
            }
        }

        return _allowShell ? Decision.Run(new CommandPlan { ShellLine = request.Line }) : NotAllowed("the line");
    }

    private CommandDefinition? Find(ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[CommandName.MaxLength];
        return name.Length <= text.Length && Encoding.ASCII.GetChars(name, text) == name.Length
            && _byName.TryGetValue(text[..name.Length], out CommandDefinition? command) ? command : null;
    }

    private static Decision PlanWords(CommandDefinition command, ref WordReader words)
    {
        var rest = new List<string>();
        while (words.TryRead(out ReadOnlySpan<byte> word))
        {
            rest.Add(Encoding.UTF8.GetString(word));
        }

        return words.Error is { } error ? Decision.Reject(RejectionReason.BadArguments, error) : Plan(command, rest);
    }

    private static Decision Plan(CommandDefinition command, IReadOnlyList<string> words)
    {
        if (command.Profile.Handler is not null)
        {
            return Decision.Run(new CommandPlan { Profile = command.Profile, Arguments = words });
        }

        return words.Count == 0
            ? Decision.Run(new CommandPlan { Profile = command.Profile, Arguments = command.Run })
            : Decision.Reject(RejectionReason.BadArguments, $"the command {command.Profile.Name} takes no arguments, found {words.Count}");
    }

    private static Decision NotAllowed(string what) =>
        Decision.Reject(RejectionReason.Denied, $"{what} names no command, and AllowShell is false");
}
