using System.Diagnostics;
using HostIpc.Interop;
using HostIpc.Transports;

namespace HostIpc.Execution.Linux;

/// <summary>
/// The processes of a session: a shell with job control gives each of its jobs a process group of its own, and
/// a signal to the leader's group alone would miss them.
/// </summary>
internal static class Session
{
    /// <summary>Signals the members that are in other process groups than the leader. The leader must not have been reaped.</summary>
    /// <param name="session">The session.</param>
    /// <param name="since">They were there after this time, by <see cref="Stopwatch.GetTimestamp"/>.</param>
    /// <param name="signals">What they get.</param>
    /// <returns>Whether anything alive but the leader is in the session. True also where that cannot be known.</returns>
    public static bool SignalOthers(int session, long since, params ReadOnlySpan<int> signals)
    {
        if (FindOthers(session, since) is not { } others)
        {
            return true;
        }

        foreach (ProcessStatus process in others)
        {
            if (process.Group != session)
            {
                SignalMember(process.Id, session, signals);
            }
        }

        return others.Count > 0;
    }

    /// <summary>What is alive in the session apart from the leader; null where that cannot be known.</summary>
    public static List<ProcessStatus>? FindOthers(int session, long since)
    {
        // The leader is in the table until it is reaped: a table without it is not complete.
        if (ProcessTable.Read(since)?.MembersOf(session) is not { } members || !members.Remove(session))
        {
            return null;
        }

        var others = new List<ProcessStatus>();
        foreach (int member in members)
        {
            if (ProcessStatus.TryRead(member, out ProcessStatus process) && process.Session == session && process.State is not ('Z' or 'X'))
            {
                others.Add(process);
            }
        }

        return others;
    }

    // Another program could take over the number between the look and the signal; not once a pidfd holds it.
    private static void SignalMember(int id, int session, ReadOnlySpan<int> signals)
    {
        using var descriptor = new FileDescriptor(DescriptorReserve.OpenProcess(id));
        if (!descriptor.IsInvalid && Libc.GetSid(id) == session)
        {
            foreach (int signal in signals)
            {
                _ = Libc.PidfdSendSignal(descriptor.Number, signal);
            }
        }
    }
}
