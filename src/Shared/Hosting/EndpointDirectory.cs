using HostIpc.Interop;

namespace HostIpc.Files;

/// <summary>
/// The directory of an endpoint that is a file, held open: names are looked up below the descriptor, so that all steps of taking possession see
/// the same directory even when somebody swaps it meanwhile.
/// </summary>
internal sealed class EndpointDirectory : IDisposable
{
    private const uint WritableByOthers = 0x12; // 0022

    private readonly FileDescriptor _descriptor;

    private EndpointDirectory(FileDescriptor descriptor) => _descriptor = descriptor;

    /// <summary>Opens the directory after making what is missing of it.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="name">What it is, for messages: <c>the FIFO's directory</c>.</param>
    /// <param name="fault">Makes the exception of a message; null for an <see cref="IOException"/>.</param>
    /// <exception cref="IOException">It cannot be had.</exception>
    public static EndpointDirectory Open(string path, string name, Func<string, IOException>? fault = null)
    {
        if (FileDescriptor.TryOpen(path, OpenFlags.Path | OpenFlags.Directory) is { } there)
        {
            return new EndpointDirectory(there);
        }

        if (LastError.Number == Errno.NoEntry)
        {
            if (DirectoryOutlook.FindFault(path, out _) is { } reason)
            {
                throw Unmakable(path, name, reason, fault);
            }

            if (!DirectoryMaker.TryMake(path))
            {
                throw Unmakable(path, name, LastError.Message, fault);
            }

            if (FileDescriptor.TryOpen(path, OpenFlags.Path | OpenFlags.Directory) is { } made)
            {
                return new EndpointDirectory(made);
            }
        }

        throw Fault($"{name} {path} cannot be opened: {LastError.Message}", fault);
    }

    /// <summary>Opens the directory to look at it; null if it is absent and can be made.</summary>
    /// <exception cref="IOException">It cannot be had: what <see cref="Open"/> would say.</exception>
    public static EndpointDirectory? Find(string path, string name, Func<string, IOException>? fault = null)
    {
        if (FileDescriptor.TryOpen(path, OpenFlags.Path | OpenFlags.Directory) is { } there)
        {
            return new EndpointDirectory(there);
        }

        Errno error = LastError.Number;
        return error != Errno.NoEntry ? throw Fault($"{name} {path} cannot be opened: {LastError.Describe(error)}", fault)
            : DirectoryOutlook.FindFault(path, out _) is { } reason ? throw Unmakable(path, name, reason, fault)
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

    private static IOException Fault(string message, Func<string, IOException>? fault) => fault?.Invoke(message) ?? new IOException(message);

    private static IOException Unmakable(string path, string name, string reason, Func<string, IOException>? fault) => Fault($"{name} {path} cannot be made: {reason}", fault);
}
