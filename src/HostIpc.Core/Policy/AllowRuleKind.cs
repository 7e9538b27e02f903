using HostIpc.Execution;
using HostIpc.Execution.Linux;
using HostIpc.Identity;
using HostIpc.Settings;

namespace HostIpc.Policy;

/// <summary>
/// A kind of thing that an <see cref="AllowRuleOptions"/> can name: users, containers, addresses. It has the key, the form of an element, whom an element matches, and the facts that an audit needs. The reader,
/// the check, the policy, the table and the audit of rules all go through <see cref="AllowRuleKinds.All"/>.
/// </summary>
/// <remarks>Use it in tools that show or check rules. You cannot add kinds. To decide by something else, decorate the policy (<see cref="DelegatingPolicy"/>).</remarks>
public abstract class AllowRuleKind
{
    private protected AllowRuleKind(SettingInfo setting, string singular, string plural, AllowRuleSubject subject) => (Setting, Singular, Plural, Subject) = (setting, singular, plural, subject);

    /// <summary>What the schema and the settings reference say of the kind.</summary>
    public SettingInfo Setting { get; }

    /// <summary>The name of the property of <see cref="AllowRuleOptions"/>, which is the key in settings: <c>ImageLabels</c>.</summary>
    public string Name => Setting.Key;

    /// <summary>What a message calls an element: <c>image label</c>.</summary>
    public string Singular { get; }

    /// <summary>What a message calls the elements: <c>image labels</c>.</summary>
    public string Plural { get; }

    /// <summary>What of a peer the kind looks at.</summary>
    public AllowRuleSubject Subject { get; }

    /// <summary>
    /// The warning for a rule that names a container by nothing but weak kinds, to stand behind the rule's key: <c>names labels alone, …</c>. A kind is weak where others than the operator choose what it
    /// looks at. Default null: the kind is not weak.
    /// </summary>
    public virtual string? Weakness => null;

    /// <summary>The elements of this kind in a rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <returns>The list that the rule holds. Empty where it names nothing of the kind.</returns>
    public abstract IList<string> GetElements(AllowRuleOptions rule);

    /// <summary>Sets the elements of this kind in a rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="elements">The elements. Not checked here: <see cref="AllowRuleCheck"/> does that.</param>
    public abstract void SetElements(AllowRuleOptions rule, IList<string> elements);

    /// <summary>Whether the container engine must be asked to find out whether a peer matches. Default false.</summary>
    /// <param name="element">An element that <see cref="AllowRuleCheck"/> has nothing against.</param>
    public virtual bool NeedsEngine(string element) => false;

    /// <summary>Whether an element matches every peer that the kind can match at all. Default false.</summary>
    /// <param name="element">An element that <see cref="AllowRuleCheck"/> has nothing against.</param>
    public virtual bool IsEverything(string element) => false;

    /// <summary>Looks for what an element names on the target. This reads files of the target.</summary>
    /// <param name="target">The target.</param>
    /// <param name="element">An element that <see cref="AllowRuleCheck"/> has nothing against.</param>
    /// <returns>What the target knows of it. <see cref="TargetPresence.Present"/> for a kind that names nothing of the target.</returns>
    public virtual TargetPresence FindPresence(TargetProbe target, string element) => TargetPresence.Present;

    /// <summary>The form that an element must have and does not, to stand before <c>is wanted</c>: <c>key=value</c>. Null for an element that is right.</summary>
    internal virtual string? FindFault(string element) => element.Length > 0 ? null : "a text that is not empty";

    /// <summary>What a rule that names something of the kind asks of a peer; null where another criterion asks it.</summary>
    /// <param name="rule">The rule, which must be one that <see cref="AllowRuleCheck"/> has nothing against. It may change later: the criterion keeps copies.</param>
    /// <param name="accounts">Knows users and groups. A name that it does not know matches nobody.</param>
    internal abstract AccessCriterion? CreateCriterion(AllowRuleOptions rule, AccountDatabase accounts);

    /// <summary>A criterion that asks for the elements of a rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="matches">Whether a peer has one, or all, of them. Asked for every request: it must not allocate.</param>
    /// <param name="found">What a peer has in their place, for a denial; null for nothing that is known.</param>
    /// <param name="isOpen">Whether a peer that does not match could, once more is known of its container; null where that makes no difference.</param>
    private protected AccessCriterion Criterion(AllowRuleOptions rule, Func<Peer, bool> matches, Func<Peer, string?> found, Func<Peer, bool>? isOpen = null) =>
        new($"{Plural} {string.Join(", ", GetElements(rule))}", matches, found) { IsOpen = isOpen };
}
