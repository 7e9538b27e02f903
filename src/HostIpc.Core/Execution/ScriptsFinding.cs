namespace HostIpc.Execution;

/// <summary>What <see cref="TargetProbe"/> finds in a directory of scripts.</summary>
public sealed record ScriptsFinding
{
    /// <summary>Whether there is nothing at the path.</summary>
    public bool IsMissing { get; init; }

    /// <summary>Why no script of it is run. Default null: they are.</summary>
    public string? Problem { get; init; }

    /// <summary>How many entries it has.</summary>
    public int Count { get; init; }

    /// <summary>The paths of those that are skipped, each with the reason.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Skipped { get; init; } = [];
}
