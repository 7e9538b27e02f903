namespace HostIpc.Files;

/// <summary>A mount.</summary>
/// <param name="Root">The directory of the file system that is mounted.</param>
/// <param name="Point">Where it is mounted.</param>
/// <param name="Type">The file system's type.</param>
/// <param name="IsReadOnly">Whether nothing can be written there.</param>
internal sealed record MountEntry(string Root, string Point, string Type, bool IsReadOnly);
