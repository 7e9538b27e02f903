using HostIpc.Interop;
using HostIpc.Transports;

namespace HostIpc.Files;

/// <summary>
/// The directory of an endpoint that is a file, held open: names are looked up below the descriptor, so that all steps of taking possession see
/// the same directory even when somebody swaps it meanwhile.
/// </summary>
internal sealed class EndpointDirectory : IDisposable
{
    private const uint Mode = 0x1ed; // 0755
    private const uint AllModes = 0x1ff; // 0777
    private const uint WritableByOthers = 0x12; // 0022

    private readonly FileDescriptor _descriptor;

    private EndpointDirectory(FileDescriptor descriptor) => _descriptor = descriptor;

    /// <summary>Opens the directory after making what is missing of it.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="name">What it is, for messages: <c>the FIFO's directory</c>.</param>
    /// <exception cref="EndpointException">It cannot be had.</exception>
    public static EndpointDirectory Open(string path, string name)
    {
        if (FileDescriptor.TryOpen(path, OpenFlags.Path | OpenFlags.Directory) is { } there)
        {
            return new EndpointDirectory(there);
        }

        if (LastError.Number == Errno.NoEntry)
        {
            if (DirectoryOutlook.FindFault(path, out _) is { } fault)
            {
                throw Unmakable(path, name, fault);
            }

            Make(path, name);
            if (FileDescriptor.TryOpen(path, OpenFlags.Path | OpenFlags.Directory) is { } made)
            {
                return new EndpointDirectory(made);
            }
        }

        throw new EndpointException($"{name} {path} cannot be opened: {LastError.Message}");
    }

    /// <summary>Opens the directory to look at it; null if it is absent and can be made.</summary>
    /// <exception cref="EndpointException">It cannot be had: what <see cref="Open"/> would say.</exception>
    public static EndpointDirectory? Find(string path, string name)
    {
        if (FileDescriptor.TryOpen(path, OpenFlags.Path | OpenFlags.Directory) is { } there)
        {
            return new EndpointDirectory(there);
        }

        Errno error = LastError.Number;
        return error != Errno.NoEntry ? throw new EndpointException($"{name} {path} cannot be opened: {LastError.Describe(error)}")
            : DirectoryOutlook.FindFault(path, out _) is { } fault ? throw Unmakable(path, name, fault)
            : null;
    }

    /// <summary>The path of a name in the directory, through the descriptor.</summary>
    public string PathOf(string name) => $"{_descriptor.ProcPath}/{name}";

    /// <summary>
    /// Whether another user can put files here. The sticky bit is no help: it keeps others from taking a name that is in use,
    /// not from being the first.
    /// </summary>
    public bool IsOpenToOthers()
    {
        var status = _descriptor.Status();
        return (status.Mode & WritableByOthers) != 0 || !FileOwner.IsTrusted(status.UserId);
    }

    public void Dispose() => _descriptor.Dispose();

    private static EndpointException Unmakable(string path, string name, string reason) => new($"{name} {path} cannot be made: {reason}");

    private static void Make(string path, string name)
    {
        if (Libc.MkDir(path, Mode) == 0)
        {
            Widen(path, name);
            return;
        }

        if (LastError.Number == Errno.NoEntry && Path.GetDirectoryName(path) is { Length: > 0 } parent)
        {
            Make(parent, name);
            if (Libc.MkDir(path, Mode) == 0)
            {
                Widen(path, name);
                return;
            }
        }

        if (LastError.Number != Errno.Exists)
        {
            throw Unmakable(path, name, LastError.Message);
        }
    }

    // Gives back what the umask took, to the directory that was made just now and not to what may have been put in its place.
    private static void Widen(string path, string name)
    {
        using var made = FileDescriptor.TryOpen(path, OpenFlags.Path | OpenFlags.Directory | OpenFlags.NoFollow)
            ?? throw new EndpointException($"{name} {path} cannot be opened: {LastError.Message}");
        var status = made.Status();
        var isNarrower = (status.Mode & AllModes & ~Mode) == 0 && (status.Mode & AllModes) != Mode;
        if (isNarrower && status.UserId == Libc.GetEUid() && Libc.ChMod(made.ProcPath, (status.Mode & ~AllModes) | Mode) < 0)
        {
            throw new EndpointException($"the mode of {name} {path} cannot be set to 0755: {LastError.Message}");
        }
    }
}
