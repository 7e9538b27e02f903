using HostIpc.Interop;

namespace HostIpc.Files;

/// <summary>A look at the path of an endpoint that is a file, before a server takes it. Changes nothing.</summary>
internal sealed class EndpointLook : IDisposable
{
    private EndpointLook(GuardedPath? guarded, FileDescriptor? found, string? absence) => (Path, Found, Absence) = (guarded, found, absence);

    /// <summary>The path, in the directory that is held open; null where that is absent.</summary>
    public GuardedPath? Path { get; }

    /// <summary>What is at the path, by a descriptor that opens nothing; null where nothing is.</summary>
    public FileDescriptor? Found { get; }

    /// <summary>That nothing is there, and what will be made; null where something is.</summary>
    public string? Absence { get; }

    /// <summary>Looks.</summary>
    /// <param name="path">The path.</param>
    /// <param name="name">What is to be there, for messages: <c>FIFO</c>.</param>
    /// <param name="octalMode">The mode that it will have.</param>
    /// <param name="fault">Makes the exception of a message.</param>
    /// <exception cref="IOException">It can be neither opened nor made.</exception>
    public static EndpointLook At(string path, string name, string octalMode, Func<string, IOException> fault)
    {
        string parent = System.IO.Path.GetDirectoryName(path)!;
        GuardedPath? guarded = GuardedPath.Find(path, name, fault);
        if (guarded is null)
        {
            return new EndpointLook(null, null, $"{path} is absent, it will be made with mode {octalMode} in the new directory {parent}");
        }

        try
        {
            return guarded.TryHold() is { } found ? new EndpointLook(guarded, found, null)
                : DirectoryOutlook.FindFault(parent, out _) is { } reason ? throw fault($"the {name} {path} cannot be made: {reason}")
                : new EndpointLook(guarded, null, $"{path} is absent, it will be made with mode {octalMode}");
        }
        catch
        {
            guarded.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Found?.Dispose();
        Path?.Dispose();
    }
}
