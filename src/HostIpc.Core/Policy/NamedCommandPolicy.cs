using System.Text;
using HostIpc.Execution;
using HostIpc.Execution.Linux;
using HostIpc.Identity;
using HostIpc.Protocol;
using HostIpc.Requests;

namespace HostIpc.Policy;

/// <summary>
/// Named commands first, then the shell where it is allowed. A request whose first word names a command is that command and
/// never falls through to the shell, whatever else is wrong with it. Who may not run it learns nothing else of it.
/// </summary>
internal sealed partial class NamedCommandPolicy : ICommandPolicy
{
    // A frozen one takes 0.4 MB of a native server.
    private readonly Dictionary<string, CommandPlanner> _commands;
    private readonly Dictionary<string, CommandPlanner>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly bool _allowShell;
    private readonly AccessRules _shellAccess;
    private readonly bool _isLearning;

    // Nothing is known of who writes to a FIFO, so one answer holds for all of its lines where no command has a name: each is the shell's.
    private readonly Peer _fifo;
    private readonly bool _opensFifoAlone;

    /// <param name="settings">Commands that <see cref="CommandOptionsCheck"/> and rules that <see cref="AllowRuleCheck"/> have nothing against.</param>
    /// <param name="execution">The target, whose users and groups the rules name, and its shell.</param>
    public NamedCommandPolicy(PolicySettings settings, ExecutionOptions execution)
    {
        var accounts = new AccountDatabase(execution.Target);
        _commands = settings.Commands.Select(command => new CommandPlanner(command, execution.Shell, accounts)).ToDictionary(command => command.Command.Name, StringComparer.Ordinal);
        _byName = _commands.GetAlternateLookup<ReadOnlySpan<char>>();
        _allowShell = settings.OpensShell;
        _shellAccess = new AccessRules(settings.ShellAllow, accounts);
        _isLearning = settings.Mode == PolicyMode.Learn;
        _fifo = Peer.Fifo;
        _opensFifoAlone = _commands.Count == 0 && HasShell(_fifo);
    }

    public Rejection? Decide(CommandRequest request, Peer peer, out ExecutionPlan plan)
    {
        // What a FIFO's lines are, mostly. A method of its own would cost each of them as much as the decision.
        if (_opensFifoAlone && ReferenceEquals(peer, _fifo) && request.Arguments is null && request.Settings is null)
        {
            ExecutionPlan.OfLine(request.Line, out plan);
            return null;
        }

        return _commands.Count > 0 ? DecideByName(request, peer, out plan) : DecideUnnamed(request, peer, out plan);
    }

    private Rejection? DecideByName(CommandRequest request, Peer peer, out ExecutionPlan plan)
    {
        if (request.Arguments is { } arguments)
        {
            return _commands.TryGetValue(arguments[0], out CommandPlanner? named)
                ? DecideNamed(named, arguments.Skip(1).ToArray(), error: null, request, peer, out plan)
                : DecideUnnamed(request, peer, out plan);
        }

        var words = new WordReader(request.Line.Span);
        return words.TryRead(out ReadOnlySpan<byte> first) && Find(first) is { } command
            ? DecideNamed(command, ReadRest(ref words), words.Error, request, peer, out plan)
            : DecideUnnamed(request, peer, out plan);
    }

    public CommandListing List(Peer peer) => new(
        HasShell(peer),
        [.. _commands.Values.Where(command => command.Access.Allows(peer)).Select(command => command.Summary).OrderBy(command => command.Name, StringComparer.Ordinal)]);

    public IdentityNeed FindNeed(CommandRequest request, Peer peer)
    {
        CommandPlanner? command = FindCommand(request);
        return command is { IsFunction: true } ? IdentityNeed.Required
            : command is not null ? NeedOf(command.Access, peer)
            : !_allowShell || !MayHaveShell(peer) ? IdentityNeed.Useful
            : NeedOf(_shellAccess, peer);
    }

    public bool NeedsIdentityToList(Peer peer) =>
        (_allowShell && MayHaveShell(peer) && _shellAccess.Decide(peer) == AccessAnswer.Open) || _commands.Values.Any(command => command.Access.Decide(peer) == AccessAnswer.Open);

    private static IdentityNeed NeedOf(AccessRules access, Peer peer) =>
        access.Decide(peer) == AccessAnswer.Open ? IdentityNeed.Required
        : access.IsEmpty ? IdentityNeed.Useful
        : IdentityNeed.None;

    private CommandPlanner? FindCommand(CommandRequest request)
    {
        if (request.Arguments is { } arguments)
        {
            return _commands.GetValueOrDefault(arguments[0]);
        }

        var words = new WordReader(request.Line.Span);
        return words.TryRead(out ReadOnlySpan<byte> first) ? Find(first) : null;
    }

    private Rejection? DecideNamed(CommandPlanner command, IReadOnlyList<string> words, string? error, CommandRequest request, Peer peer, out ExecutionPlan plan)
    {
        string? denial = command.Access.Allows(peer) ? null : command.Access.Explain(peer, $"Commands:{command.Command.Name}:Allow");
        if (denial is not null && !IsLearning(peer))
        {
            plan = new ExecutionPlan { Command = command.Command };
            return Deny(command.Access, peer, denial);
        }

        Rejection? rejection = command.Plan(words, request.Settings, out plan);
        plan = plan with { Notice = Learnt(denial) };
        return error is null ? rejection : new Rejection(RejectionReason.BadArguments, error);
    }

    // What is not known may still be so: only the peer whose identity nobody can find out is denied for good.
    private static Rejection Deny(AccessRules access, Peer peer, string denial) =>
        access.Decide(peer) != AccessAnswer.Open ? new Rejection(RejectionReason.Denied, denial)
        : peer.Identity == PeerIdentity.Unanswered ? new Rejection(RejectionReason.Busy, "the caller's container was not found in time")
        : new Rejection(RejectionReason.Denied, $"{denial}; the engine cannot be asked for its container (Docker:Socket)");

    // What learning lets happen, any container that can send a packet could ask for.
    private bool IsLearning(Peer peer) => _isLearning && !peer.IsAddressAlone;

    private CommandPlanner? Find(ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[CommandName.MaxLength];
        return name.Length <= text.Length && Encoding.ASCII.GetChars(name, text) == name.Length
            && _byName.TryGetValue(text[..name.Length], out CommandPlanner? command) ? command : null;
    }

    private static List<string> ReadRest(ref WordReader words)
    {
        var rest = new List<string>();
        while (words.TryRead(out ReadOnlySpan<byte> word))
        {
            rest.Add(Encoding.UTF8.GetString(word));
        }

        return rest;
    }

    private static string NameOf(CommandRequest request)
    {
        if (request.Arguments is { } arguments)
        {
            return arguments[0];
        }

        var words = new WordReader(request.Line.Span);
        return words.TryRead(out ReadOnlySpan<byte> first) ? Encoding.UTF8.GetString(first) : "the line";
    }

    private static string? Learnt(string? denial) => denial is null ? null : $"learning: it would have been denied: {denial}";
}
