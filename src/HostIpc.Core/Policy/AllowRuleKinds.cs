namespace HostIpc.Policy;

/// <summary>The table of all kinds of things that an <see cref="AllowRuleOptions"/> can name, and what follows from it for a rule.</summary>
public static partial class AllowRuleKinds
{
    /// <summary>All kinds, a file and a line for each property of <see cref="AllowRuleOptions"/>, in the same order. All that knows of kinds goes by this list.</summary>
    public static IReadOnlyList<AllowRuleKind> All { get; } =
    [
        new UserRuleKind(),
        new GroupRuleKind(),
        new ContainerRuleKind(),
        new ImageRuleKind(),
        new LabelRuleKind(),
        new ImageLabelRuleKind(),
        new TransportRuleKind(),
        new AddressRuleKind(),
    ];

    /// <summary>Finds the kinds that a rule names something of.</summary>
    /// <param name="rule">The rule.</param>
    /// <returns>The kinds, in the order of <see cref="All"/>. None for a rule that names nothing, which <see cref="AllowRuleCheck"/> refuses.</returns>
    public static IEnumerable<AllowRuleKind> FindKinds(this AllowRuleOptions rule) => All.Where(kind => kind.GetElements(rule).Count > 0);

    /// <summary>Whether a rule looks at a subject.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="subject">What of a peer a kind looks at.</param>
    public static bool Names(this AllowRuleOptions rule, AllowRuleSubject subject) => FindKinds(rule).Any(kind => kind.Subject == subject);

    /// <summary>Whether a rule has <c>*</c> among its <see cref="AllowRuleOptions.Containers"/>: any container, of whatever engine.</summary>
    /// <param name="rule">The rule.</param>
    public static bool NamesAnyContainer(this AllowRuleOptions rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return ContainerRuleKind.HasAny(rule);
    }
}
