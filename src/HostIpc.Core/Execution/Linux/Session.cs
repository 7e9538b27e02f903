using System.Diagnostics;
using HostIpc.Interop;
using HostIpc.Transports;

namespace HostIpc.Execution.Linux;

/// <summary>
/// The processes of a session: a shell with job control gives each of its jobs a process group of its own, and
/// a signal to the leader's group alone would miss them.
/// </summary>
/// <remarks>
/// A walk reads no file of a process: getsid(2) costs a fraction of that. And it is shared: all who asked while another walk was on get the next one, and who needs to know what was there at a time takes any that was begun later. So
/// ending many commands at once costs about as much as ending one.
/// </remarks>
internal static class Session
{
    private static readonly Lock Walking = new();
    private static FileDescriptor? _directory;
    private static Table? _last;
    private static int _walks;

    /// <summary>How many walks through /proc there were.</summary>
    internal static int Walks => Volatile.Read(ref _walks);

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
        if (FindMembers(session, since) is not { } members || !members.Remove(session))
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

    /// <summary>The processes of a session, its leader among them, as one walk found them that was begun after a time; null where /proc cannot be read.</summary>
    internal static List<int>? FindMembers(int session, long since)
    {
        lock (Walking)
        {
            if (_last is null || _last.Began <= since)
            {
                _last = Walk();
            }

            return _last?.Processes.FindAll(process => process.Session == session).ConvertAll(static process => process.Id);
        }
    }

    private static Table? Walk()
    {
        _walks++;
        var table = new Table(Stopwatch.GetTimestamp(), []);
        var numbers = new List<int>();

        // Kept open, so that an end needs no descriptor where there is none left.
        _directory ??= FileDescriptor.TryOpen("/proc", OpenFlags.ReadOnly);
        if (_directory is not { } directory || !ProcessNumbers.TryRead(directory, numbers))
        {
            return null;
        }

        foreach (int process in numbers)
        {
            if (Libc.GetSid(process) is > 0 and var session)
            {
                table.Processes.Add((process, session));
            }
        }

        return table;
    }

    private sealed record Table(long Began, List<(int Id, int Session)> Processes);
}
