namespace HostIpc.Cli.Verbs;

/// <summary>The verbs of <c>hostipc</c>.</summary>
internal static class VerbList
{
    /// <summary>Makes all of them, in the order of the help.</summary>
    public static Verb[] Create() =>
    [
        new RunVerb(),
        new SendVerb(),
        new ListVerb(),
        new PingVerb(),
        new NotifyVerb(),
    ];
}
