using System.Runtime.InteropServices;
using HostIpc.Interop;

namespace HostIpc.Transports;

/// <summary>
/// The limit of open files of this process (RLIMIT_NOFILE, getrlimit(2)): its soft part is raised when connections come near it, and commands get the one that the server was started with.
/// </summary>
/// <remarks>
/// Commands inherit limits, a program that sees a large one may close a million descriptors in a loop, and posix_spawn(3) cannot set any. So it is raised only when it is needed, and only as far as the
/// settings need it: mostly never. Once it is raised, each command gets its own limit back right after its exec by prlimit(2). A program that reads its limit within its first microseconds may still see the raised
/// one, which is a few thousand at the most common settings.
/// </remarks>
internal static unsafe class OpenFileLimit
{
    private const int Margin = 256;

    private static readonly Lock Gate = new();
    private static nint _original;
    private static nint _kept;
    private static ulong _target;
    private static int _raiseAt = int.MaxValue;

    /// <summary>What a command is to get, at an address that stays; null where it inherits the right one.</summary>
    public static ResourceLimit* ForCommands => (ResourceLimit*)Volatile.Read(ref _original);

    /// <summary>The limit as it is now; null where the kernel does not tell.</summary>
    public static ResourceLimit? Read()
    {
        ResourceLimit found;
        return Libc.PrLimit(0, ResourceLimit.OpenFiles, null, &found) == 0 ? found : null;
    }

    /// <summary>From now on the limit is raised when it comes to it.</summary>
    /// <param name="expected">How far, where the hard limit lets it.</param>
    public static void RaiseWhenNeeded(ulong expected)
    {
        lock (Gate)
        {
            _target = Math.Max(_target, expected);
            if (_original == 0 && Read() is { } found && found.Soft < Math.Min(_target, found.Hard))
            {
                _raiseAt = (int)(found.Soft - Math.Min(Margin, found.Soft / 2));
            }
        }
    }

    /// <summary>A descriptor was made. Its number tells how many there are, since the kernel gives the lowest that is free.</summary>
    public static void Report(int descriptor)
    {
        if (descriptor >= Volatile.Read(ref _raiseAt))
        {
            Raise();
        }
    }

    /// <summary>Takes the raised limit back once there are few descriptors again, so that commands inherit theirs as before. To be called now and then.</summary>
    public static void LowerWhenPossible()
    {
        lock (Gate)
        {
            if (_original == 0)
            {
                return;
            }

            // The lowest number that is free.
            var original = (ResourceLimit*)_original;
            int free = Libc.EventFd(0, Libc.EventFdCloseOnExec);
            _ = free >= 0 ? Libc.Close(free) : 0;
            if (free >= 0 && (ulong)free < original->Soft / 2 && Libc.PrLimit(0, ResourceLimit.OpenFiles, original, null) == 0)
            {
                // The memory stays: a command that is being started may still look there.
                Volatile.Write(ref _original, 0);
                Volatile.Write(ref _raiseAt, (int)(original->Soft - Math.Min(Margin, original->Soft / 2)));
            }
        }
    }

    private static void Raise()
    {
        lock (Gate)
        {
            if (_original != 0 || Read() is not { } found)
            {
                return;
            }

            var original = (ResourceLimit*)(_kept != 0 ? _kept : _kept = (nint)NativeMemory.Alloc((nuint)sizeof(ResourceLimit)));
            *original = found;
            var raised = new ResourceLimit { Soft = Math.Max(found.Soft, Math.Min(_target, found.Hard)), Hard = found.Hard };
            Volatile.Write(ref _raiseAt, int.MaxValue);
            Volatile.Write(ref _original, (nint)original);
            _ = Libc.PrLimit(0, ResourceLimit.OpenFiles, &raised, null);
        }
    }
}
