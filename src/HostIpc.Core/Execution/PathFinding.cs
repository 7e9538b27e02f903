namespace HostIpc.Execution;

/// <summary>What <see cref="TargetProbe"/> finds at a path of the target.</summary>
/// <param name="IsMissing">Whether there is nothing that could be used.</param>
/// <param name="Problem">What speaks against it: <c>it is writable by others (mode 0777); …</c>. Null for nothing.</param>
public sealed record PathFinding(bool IsMissing, string? Problem);
