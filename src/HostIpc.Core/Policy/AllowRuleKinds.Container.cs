using System.Buffers;
using HostIpc.Execution.Linux;
using HostIpc.Identity;
using HostIpc.Settings;
using HostIpc.Text;

namespace HostIpc.Policy;

public static partial class AllowRuleKinds
{
    /// <summary>The container that the peer is in, by its name or the beginning of its id.</summary>
    private sealed class ContainerRuleKind() : AllowRuleKind(
        new SettingInfo(nameof(AllowRuleOptions.Containers), SettingType.List, "Containers: a name, with `*` for any number of characters, or `id:` and at least the first twelve digits of an id. `*` is any container; beside `Users` or `Groups`, the host and any container."),
        "container",
        "containers",
        AllowRuleSubject.Container)
    {
        private const string IdPrefix = "id:";
        private const int ShortestId = 12;
        private const int LongestId = 64;

        private static readonly SearchValues<char> IdDigits = SearchValues.Create("0123456789abcdef");

        /// <summary>Whether a rule has <c>*</c>, for which the kernel alone can tell whether a peer matches.</summary>
        public static bool HasAny(AllowRuleOptions rule) => rule.Containers.Any(IsAny);

        public override IList<string> GetElements(AllowRuleOptions rule) => rule.Containers;

        public override void SetElements(AllowRuleOptions rule, IList<string> elements) => rule.Containers = elements;

        // An id is the kernel's, too.
        public override bool NeedsEngine(string element) => !IsId(element) && !IsAny(element);

        public override bool IsEverything(string element) => IsAny(element);

        internal override string? FindFault(string element) =>
            !IsId(element) ? base.FindFault(element)
            : element.AsSpan(IdPrefix.Length) is { Length: >= ShortestId and <= LongestId } id && !id.ContainsAnyExcept(IdDigits) ? null
            : $"id: and the first {ShortestId} to {LongestId} hexadecimal digits of an id, in small letters,";

        internal override AccessCriterion? CreateCriterion(AllowRuleOptions rule, AccountDatabase accounts)
        {
            string[] expected = [.. rule.Containers];

            // Any container beside users is what the location says.
            return rule.Users.Count + rule.Groups.Count > 0 && HasAny(rule) ? null
                : Criterion(rule, peer => Matches(expected, peer), static peer => peer.Container?.ToString(), static peer => peer.IsUndescribed);
        }

        private static bool IsAny(string element) => WildcardPattern.IsEverything(element);

        private static bool IsId(string element) => element.StartsWith(IdPrefix, StringComparison.Ordinal);

        private static bool Matches(string[] expected, Peer peer)
        {
            foreach (string element in expected)
            {
                if (Matches(element, peer))
                {
                    return true;
                }
            }

            return false;
        }

        // An id needs no engine and cannot be taken over; a name is what the engine says now.
        private static bool Matches(string element, Peer peer) =>
            IsAny(element) ? peer.IsInContainer
            : IsId(element) ? peer.Container?.Id.AsSpan().StartsWith(element.AsSpan(IdPrefix.Length), StringComparison.Ordinal) == true
            : peer.Container?.Name is { } name && WildcardPattern.IsMatch(element, name);
    }
}
