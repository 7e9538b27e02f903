using System.Runtime.CompilerServices;
using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>The ids that a thread takes on for a spawn, or its own to take back; in memory that the garbage collector does not know.</summary>
/// <remarks>
/// <para>To the kernel credentials are a thread's: the raw calls change those of the thread that makes them, where the C library's would change the whole
/// process (nptl(7)). A child has those of the thread that made it, and the exec sets its saved ids to its effective ones and takes its capabilities: nothing of
/// the server's is left to it. The thread itself keeps the saved ids, which let it come back, and which keep the user from tracing the child while that
/// still shares the server's memory (ptrace(2) wants all three ids).</para>
/// <para>The trap: kill(2) looks at the real id of the one that is signalled, and a signal to a thread is one to its process. For the moment of a spawn, a process of that
/// user which aims at this thread by its number can end or stop the server (one that does nothing else succeeds within seconds). A thread that takes on the effective id alone would be safe from that, but so would the
/// child keep root as its real id, and nothing that posix_spawn(3) does between fork and exec changes a real id. What can be spared is spared: the threads that take on
/// ids are not those that spawn everything else (see <see cref="ProcessSpawner"/>).</para>
/// </remarks>
internal unsafe struct SpawnCredentials
{
    // Going back can only fail for want of memory: the saved id allows it.
    private const int Tries = 100;

    public uint UserId;

    public uint GroupId;

    /// <summary>The supplementary groups.</summary>
    public uint* Groups;

    public int GroupCount;

    /// <summary>Makes the calling thread that user, and answers why not. What was done of it is done: <see cref="TryRestore"/> undoes it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Errno Assume(SpawnCredentials* expected)
    {
        // The user last: the others need the capability that goes with it.
        return Libc.SetGroupsBare(expected->GroupCount, expected->Groups) < 0
            || Libc.SetResGidBare(expected->GroupId, expected->GroupId, Libc.KeepId) < 0
            || Libc.SetResUidBare(expected->UserId, expected->UserId, Libc.KeepId) < 0
            ? (Errno)(*Libc.ErrnoLocation())
            : Errno.None;
    }

    /// <summary>Gives the calling thread its own ids again. May be called however many of them it has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryRestore(SpawnCredentials* own)
    {
        for (int i = 0; i < Tries; i++)
        {
            // The user first: it is what allows the others.
            if (Libc.SetResUidBare(own->UserId, own->UserId, Libc.KeepId) >= 0
                && Libc.SetResGidBare(own->GroupId, own->GroupId, Libc.KeepId) >= 0
                && Libc.SetGroupsBare(own->GroupCount, own->Groups) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
