using HostIpc.Modules;
using HostIpc.Policy;

namespace HostIpc.Configuration.Audit;

internal static partial class ExposureAudit
{
    /// <summary>What a policy lets peers of one transport run.</summary>
    /// <param name="context">The policy, and what it is audited by.</param>
    /// <param name="transport">The short name of the transport.</param>
    private sealed class PolicyExposure(AuditContext context, string transport) : TransportExposure
    {
        public override bool CanMatchAny => context.Policy.Commands.Any(command => command.Allow.Any(rule => context.CanMatch(transport, rule)));

        public override string? FindUnguarded() => FindOpen(IsForMany);

        public override string? FindOpenToUnknown() => FindOpen(rules => rules.Count == 0 || rules.Any(IsForTransport));

        public override string? FindOpenToAll()
        {
            string[] names = [.. context.Policy.Commands.Where(command => command.Allow.Any(IsForTransport)).Select(static command => command.Name)];
            return names.Length > 0 ? List(names) : null;
        }

        public override string List(IReadOnlyCollection<string> names) => NameList.Of(names);

        private bool IsForTransport(AllowRuleOptions rule) => NamesTransportsAlone(rule) && rule.Transports.Contains(transport);

        private string? FindOpen(Func<IReadOnlyList<AllowRuleOptions>, bool> isOpen)
        {
            string[] names = [.. context.Policy.Commands.Where(command => isOpen([.. command.Allow])).Select(static command => command.Name)];
            bool hasShell = context.OpensShell && isOpen(context.Policy.ShellAllow);
            return names.Length == 0 ? hasShell ? "the shell" : null
                : hasShell ? $"the shell and {List(names)}" : List(names);
        }
    }
}
