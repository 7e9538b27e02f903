using HostIpc.Identity;
using HostIpc.Interop;

namespace HostIpc.Docker.Engine.Streams;

/// <summary>A process that an engine started in a container, found by its number and held by a pidfd.</summary>
/// <remarks>
/// The number is one of the engine's pid namespace, and means another process, or none, where this process is in another one. So what the number leads to is believed only if it is in the very container,
/// by its control group, and if its parent is in view and not in that container: what an engine started has a parent of the engine's, and what was started by a process of the container, as
/// everything that a number of another namespace could lead to, has not.
/// </remarks>
internal sealed class LocalProcess : IDisposable
{
    private const int MaxControlGroups = 64 * 1024;

    private readonly FileDescriptor _process;
    private readonly int _number;
    private readonly bool _leadsGroup;

    private LocalProcess(FileDescriptor process, int number, bool leadsGroup)
    {
        _process = process;
        _number = number;
        _leadsGroup = leadsGroup;
    }

    /// <summary>Whether it has not ended yet, which is when nobody can have its number but itself.</summary>
    public bool IsAlive => ProcessIdentity.IsAlive(_process);

    /// <summary>Null where it has ended, or cannot be found with certainty.</summary>
    public static LocalProcess? TryFind(int number, string container)
    {
        int descriptor = number > 0 ? Libc.PidfdOpen(number) : -1;
        if (descriptor < 0)
        {
            return null;
        }

        var process = new FileDescriptor(descriptor);
        if (ProcessStatus.TryRead(number, out ProcessStatus status) && IsOutside(status.Parent, container) && ProcessIdentity.FindContainer(process, number) == container)
        {
            return new LocalProcess(process, number, status.Group == number);
        }

        process.Dispose();
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
