using HostIpc.Configuration.Startup;
using HostIpc.Policy;

namespace HostIpc.Configuration.Audit;

/// <summary>Finds what too many can reach: learn mode, an open shell, a FIFO or socket that every user can write to.</summary>
internal static class ExposureAudit
{
    private const string Tcp = "tcp";

    public static IEnumerable<string> Find(AuditContext context)
    {
        PolicySettings policy = context.Policy;
        if (policy.Mode == PolicyMode.Learn)
        {
            yield return "Policy:Mode is learn: what the policy denies is logged and run all the same";
        }

        if (context.OpensShell && IsForMany(policy.ShellAllow) && Who(context) is { Length: > 0 } who)
        {
            yield return $"the shell is open ({(policy.AllowShell is null ? "there are no Commands" : "AllowShell is true")}): {who} can do whatever {ServerUser.Name} can";
        }

        if (!context.OpensShell && policy.Commands.Count == 0 && policy.ShellClosedBy is { } reason)
        {
            yield return $"nothing can run: there are no commands, and the shell is closed ({reason}). Define Commands, or set AllowShell to true";
        }

        if (!context.OpensShell && policy.ShellAllow.Count > 0)
        {
            yield return "ShellAllow has no effect while AllowShell is false";
        }

        foreach (string warning in FindWritable(context).Concat(context.Transports.Contains(Tcp) ? FindOverTcp(context) : []))
        {
            yield return warning;
        }
    }

    private static IEnumerable<string> FindWritable(AuditContext context)
    {
        UnixFileMode socket = context.Server.UnixSocket.Mode;
        if (context.Transports.Contains("unix") && socket.HasFlag(UnixFileMode.OtherWrite) && Without(context, IsForMany) is { } named)
        {
            yield return $"every user can connect to the socket (UnixSocket:Mode 0{Convert.ToString((int)socket, 8)}), and no rule of Allow says who may run {named}";
        }

        UnixFileMode fifo = context.Server.Fifo.Mode;
        if (context.Transports.Contains("fifo") && fifo.HasFlag(UnixFileMode.OtherWrite) && Without(context, IsForFifo) is { } open)
        {
            yield return $"every user can write to the FIFO (Fifo:Mode 0{Convert.ToString((int)fifo, 8)}) and so run {open}";
        }
    }

    private static IEnumerable<string> FindOverTcp(AuditContext context)
    {
        string[] everywhere = [.. context.Server.Tcp.AllowFrom.Where(network => network.EndsWith("/0", StringComparison.Ordinal))];
        if (everywhere.Length > 0)
        {
            yield return $"Tcp:AllowFrom has {NameList.Of(everywhere)}: whoever can send packets to {NameList.Of([.. context.Server.Tcp.Listen])} can connect";
        }

        CommandDefinition[] forAll = [.. context.Policy.Commands.Where(command => command.Options.Allow.Any(rule => NamesTransportsAlone(rule) && rule.Transports.Contains(Tcp)))];
        if (forAll.Length > 0)
        {
            yield return $"everybody whom Tcp:AllowFrom lets in can run {NameList.Of([.. forAll.Select(command => command.Name)])}: a rule names the transport alone";
        }

        if (!context.Policy.Commands.Any(command => command.Options.Allow.Any(rule => RuleAudit.IsForTcp(context, rule))))
        {
            yield return "Tcp:Listen is set, and no rule of a command's Allow can match who comes over TCP: nothing is run for them";
        }
    }

    // The shell is nobody's over TCP.
    private static string Who(AuditContext context) => !context.Transports.Any(transport => transport != Tcp) ? "" : context.Policy.ShellAllow.Count > 0 ? "whoever reaches the server"
        : string.Join(" and ", context.Transports.Where(transport => transport != Tcp).Select(transport => transport == "fifo" ? "whoever can write to the FIFO" : "user 0 of every container that has the socket"));

    private static string? Without(AuditContext context, Func<IReadOnlyList<AllowRule>, bool> isOpen)
    {
        string[] names = [.. context.Policy.Commands.Where(command => isOpen([.. command.Options.Allow])).Select(command => command.Name)];
        bool hasShell = context.OpensShell && isOpen(context.Policy.ShellAllow);
        return names.Length == 0 ? hasShell ? "the shell" : null
            : hasShell ? $"the shell and {NameList.Of(names)}" : NameList.Of(names);
    }

    private static bool IsForMany(IReadOnlyList<AllowRule> rules) => rules.Count == 0 || rules.Any(NamesTransportsAlone);

    private static bool IsForFifo(IReadOnlyList<AllowRule> rules) =>
        rules.Count == 0 || rules.Any(rule => NamesTransportsAlone(rule) && rule.Transports.Contains("fifo"));

    private static bool NamesTransportsAlone(AllowRule rule) => rule.FindKinds().All(static kind => kind.Subject == AllowRuleSubject.Transport);
}
