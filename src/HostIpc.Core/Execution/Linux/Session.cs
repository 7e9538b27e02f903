using System.Globalization;
using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>
/// The processes of a session, found in /proc: a shell with job control gives each of its jobs a process group of its own, and
/// a signal to the leader's group alone would miss them.
/// </summary>
internal static class Session
{
    /// <summary>Signals the leader's process group, then what else is in the session. The leader must not have been reaped.</summary>
    public static void Signal(int session, int signal)
    {
        _ = Libc.Kill(-session, signal);
        foreach (ProcessStatus process in FindMembers(session) ?? [])
        {
            if (process.Group != session)
            {
                SignalMember(process.Id, session, signal);
            }
        }
    }

    /// <summary>Whether anything alive but the leader is in the session. True also where that cannot be known.</summary>
    public static bool HasOthers(int session) => FindMembers(session) is not { } members || members.Any(process => process.Id != session);

    // Another program could take over the number between the look and the signal; not once a pidfd holds it.
    private static void SignalMember(int id, int session, int signal)
    {
        using var descriptor = new FileDescriptor(Libc.PidfdOpen(id));
        if (!descriptor.IsInvalid && ProcessStatus.TryRead(id, out ProcessStatus still) && still.Session == session)
        {
            _ = Libc.PidfdSendSignal(descriptor.Number, signal);
        }
    }

    // Null where /proc cannot be read, for want of a descriptor say. The leader is in it until it is reaped: who does not find
    // even that has not seen all.
    private static List<ProcessStatus>? FindMembers(int session)
    {
        var members = new List<ProcessStatus>();
        bool sawLeader = false;
        try
        {
            foreach (string directory in Directory.EnumerateDirectories("/proc"))
            {
                if (int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                    && ProcessStatus.TryRead(id, out ProcessStatus process) && process.Session == session)
                {
                    sawLeader |= id == session;
                    if (process.State is not ('Z' or 'X'))
                    {
                        members.Add(process);
                    }
                }
            }
        }
        catch (IOException)
        {
            return null;
        }

        return sawLeader ? members : null;
    }
}
