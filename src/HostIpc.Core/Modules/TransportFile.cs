namespace HostIpc.Modules;

/// <summary>A file that a transport makes or takes.</summary>
/// <param name="Key">The key of the section that names it: <c>Path</c>.</param>
/// <param name="Path">Its path; empty for none.</param>
public sealed record TransportFile(string Key, string Path);
