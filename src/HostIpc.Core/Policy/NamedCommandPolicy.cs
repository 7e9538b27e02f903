using System.Collections.Frozen;
using System.Text;
using HostIpc.Execution;
using HostIpc.Protocol;
using HostIpc.Requests;
using HostIpc.Transports;

namespace HostIpc.Policy;

/// <summary>
/// Named commands first, then the shell where it is allowed. A request whose first word names a command is that command and
/// never falls through to the shell, whatever else is wrong with it.
/// </summary>
internal sealed class NamedCommandPolicy : ICommandPolicy
{
    private readonly FrozenDictionary<string, NamedCommand> _commands;
    private readonly FrozenDictionary<string, NamedCommand>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly bool _allowShell;

    public NamedCommandPolicy(PolicySettings settings, ExecutionOptions execution)
    {
        ArgumentNullException.ThrowIfNull(execution);
        _commands = settings.Commands.Select(NamedCommand.Of).ToFrozenDictionary(command => command.Profile.Name, StringComparer.Ordinal);
        _byName = _commands.GetAlternateLookup<ReadOnlySpan<char>>();
        _allowShell = settings.AllowShell ?? _commands.Count == 0;
    }

    public Rejection? Decide(CommandRequest request, Peer peer, out CommandPlan plan)
    {
        if (_commands.Count == 0 && request.Arguments is null)
        {
            return DecideUnnamed(request, "the line", out plan);
        }

        return DecideByName(request, out plan);
    }

    public CommandListing List(Peer peer) => new(
        _allowShell, [.. _commands.Values.Select(command => new CommandSummary(command.Profile.Name)).OrderBy(command => command.Name, StringComparer.Ordinal)]);

    private Rejection? DecideByName(CommandRequest request, out CommandPlan plan)
    {
        if (request.Arguments is { } arguments)
        {
            return _commands.TryGetValue(arguments[0], out NamedCommand? named)
                ? Plan(named, request, arguments.Skip(1).ToArray(), out plan)
                : DecideUnnamed(request, arguments[0], out plan);
        }

        var words = new WordReader(request.Line.Span);
        if (words.TryRead(out ReadOnlySpan<byte> first) && Find(first) is { } command)
        {
            return PlanWords(command, request, ref words, out plan);
        }

        return _allowShell ? DecideUnnamed(request, "", out plan) : DecideUnnamed(request, Encoding.UTF8.GetString(first), out plan);
    }

    // A shell line or a plain argv: what it could do anyway, it may ask for.
    private Rejection? DecideUnnamed(CommandRequest request, string what, out CommandPlan plan)
    {
        plan = new CommandPlan { Arguments = request.Arguments, ShellLine = request.Line, Settings = request.Settings };
        return !_allowShell ? new Rejection(RejectionReason.Denied, $"{what} names no command, and AllowShell is false")
            : request.Settings is { } settings ? FindFault(settings)
            : null;
    }

    private NamedCommand? Find(ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[CommandName.MaxLength];
        return name.Length <= text.Length && Encoding.ASCII.GetChars(name, text) == name.Length
            && _byName.TryGetValue(text[..name.Length], out NamedCommand? command) ? command : null;
    }

    private static Rejection? PlanWords(NamedCommand command, CommandRequest request, ref WordReader words, out CommandPlan plan)
    {
        var rest = new List<string>();
        while (words.TryRead(out ReadOnlySpan<byte> word))
        {
            rest.Add(Encoding.UTF8.GetString(word));
        }

        Rejection? rejection = Plan(command, request, rest, out plan);
        return words.Error is { } error ? new Rejection(RejectionReason.BadArguments, error) : rejection;
    }

    private static Rejection? Plan(NamedCommand command, CommandRequest request, IReadOnlyList<string> words, out CommandPlan plan)
    {
        bool isHandled = command.Profile.Handler is not null;
        plan = new CommandPlan { Profile = command.Profile, Arguments = isHandled ? words : command.Run };
        if (!isHandled && words.Count > 0)
        {
            return new Rejection(RejectionReason.BadArguments, $"the command {command.Profile.Name} takes no arguments, found {words.Count}");
        }

        if (request.Settings is not { } settings)
        {
            return null;
        }

        plan = plan with { Settings = new CommandSettings { Timeout = settings.Timeout, HasInput = settings.HasInput && isHandled } };
        return settings.Directory is null && settings.Environment.Count == 0 ? null
            : new Rejection(RejectionReason.BadArguments, $"the command {command.Profile.Name} takes neither a working directory nor variables");
    }

    private static Rejection? FindFault(CommandSettings settings)
    {
        string? fault = settings.Directory is { } directory && (!directory.StartsWith('/') || directory.Contains('\0', StringComparison.Ordinal))
            ? $"the working directory is \"{directory}\"; an absolute path is wanted" : null;
        foreach ((string name, string value) in settings.Environment)
        {
            fault ??= VariableName.FindFault(name, value);
        }

        return fault is null ? null : new Rejection(RejectionReason.BadArguments, fault);
    }
}
