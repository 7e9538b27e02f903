using HostIpc.Interop;

namespace HostIpc.Files;

/// <summary>A look at the path of an endpoint that is a file, before a server takes it. Changes nothing.</summary>
internal sealed class EndpointLook : IDisposable
{
    private EndpointLook(EndpointDirectory? directory, FileDescriptor? found, string? absence) => (Directory, Found, Absence) = (directory, found, absence);

    /// <summary>The directory that the file is in; null where it is absent.</summary>
    public EndpointDirectory? Directory { get; }

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
        string parent = Path.GetDirectoryName(path)!;
        EndpointDirectory? directory = EndpointDirectory.Find(parent, $"the {name}'s directory", fault);
        if (directory is null)
        {
            return new EndpointLook(null, null, $"{path} is absent, it will be made with mode {octalMode} in the new directory {parent}");
        }

        try
        {
            FileDescriptor? found = FileDescriptor.TryOpen(directory.PathOf(Path.GetFileName(path)), OpenFlags.Path | OpenFlags.NoFollow);
            Errno error = LastError.Number;
            return found is not null ? new EndpointLook(directory, found, null)
                : error != Errno.NoEntry ? throw fault($"{path} cannot be opened: {LastError.Describe(error)}")
                : DirectoryOutlook.FindFault(parent, out _) is { } reason ? throw fault($"the {name} {path} cannot be made: {reason}")
                : new EndpointLook(directory, null, $"{path} is absent, it will be made with mode {octalMode}");
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Found?.Dispose();
        Directory?.Dispose();
    }
}
