using HostIpc.Identity;
using HostIpc.Interop;

namespace HostIpc.Docker.Engine.Streams;

/// <summary>A process of a container, found by the number that an engine gave for it and held by a pidfd.</summary>
/// <remarks>
/// The number is one of the engine's pid namespace, and means another process, or none, where this process is in another one. So what the number leads to is believed only if it is in the very container,
/// by its control group.
/// </remarks>
internal sealed class LocalProcess : IDisposable
{
    private const int MaxControlGroups = 64 * 1024;

    private readonly FileDescriptor _process;
    private readonly int _number;
    private bool _leadsGroup;

    private LocalProcess(FileDescriptor process, int number)
    {
        _process = process;
        _number = number;
    }

    /// <summary>Whether it has not ended yet, which is when nobody can have its number but itself.</summary>
    public bool IsAlive => ProcessIdentity.IsAlive(_process);

    /// <summary>The process; null where it has ended, is not visible, or is not in the container.</summary>
    public static LocalProcess? TryOpen(int number, string container)
    {
        int descriptor = number > 0 ? Libc.PidfdOpen(number) : -1;
        if (descriptor < 0)
        {
            return null;
        }

        var process = new FileDescriptor(descriptor);
        if (ProcessIdentity.FindContainer(process, number) == container)
        {
            return new LocalProcess(process, number);
        }

        process.Dispose();
        return null;
    }

    /// <summary>The process of an exec; null where it has ended, or cannot be found with certainty.</summary>
    /// <remarks>
    /// Its parent must be visible and not in the container: what an engine started has a parent of the engine's, and what was started by a process of the container, as everything that a number of another
    /// namespace could lead to, has not.
    /// </remarks>
    public static LocalProcess? TryOpenExec(int number, string container)
    {
        LocalProcess? process = TryOpen(number, container);
        if (process is not null && ProcessStatus.TryRead(number, out ProcessStatus status) && IsOutside(status.Parent, container) && process.IsAlive)
        {
            process._leadsGroup = status.Group == number;
            return process;
        }

        process?.Dispose();
        return null;
    }

    /// <summary>Sends a signal to its process group where it leads one, as what an engine starts does, else to it alone.</summary>
    public void Signal(int signal)
    {
        // The group has its leader's number as long as the leader is there.
        if (!_leadsGroup || !IsAlive || Libc.Kill(-_number, signal) != 0)
        {
            _ = Libc.PidfdSendSignal(_process.Number, signal);
        }
    }

    public void Dispose() => _process.Dispose();

    private static bool IsOutside(int parent, string container) =>
        parent > 0 && ProcFile.TryRead($"/proc/{parent}/cgroup", MaxControlGroups) is { } groups && ProcessIdentity.FindContainer(groups) != container;
}
