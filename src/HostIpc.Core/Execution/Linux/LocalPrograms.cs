using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>
/// The programs that are known to be on file systems of this machine, which answer. A thread that serves may start those itself; the start of any other may hang for as long as its file is on a
/// server that is down, and is left to threads that do nothing else.
/// </summary>
/// <remarks>Of programs that are looked up on PATH, the directories before the one that has it are not looked at: they are the operator's.</remarks>
internal sealed unsafe class LocalPrograms
{
    private const int Most = 256;

    // Something else may be mounted there.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<ulong, long> _known = [];

    /// <summary>Whether a block's program and directory are known.</summary>
    public bool Contains(SpawnBlock* block) => _known.TryGetValue(Key(block), out long added) && Stopwatch.GetElapsedTime(added) < Lifetime;

    /// <summary>Looks where the program and the directory are of a block that was spawned just now: their files have answered.</summary>
    public void Add(SpawnBlock* block)
    {
        if (IsLocal(block->Programs) && (block->Directory is null || FileSystem.IsLocal(block->Directory) is true))
        {
            if (_known.Count >= Most)
            {
                _known.Clear();
            }

            _known[Key(block)] = Stopwatch.GetTimestamp();
        }
    }

    // The first that is there is the one. What is named by a descriptor or begins at the working directory is something else for the process.
    private static bool IsLocal(byte** programs)
    {
        for (byte** program = programs; *program is not null; program++)
        {
            if (**program != '/' || MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*program).StartsWith("/proc/"u8))
            {
                return false;
            }

            if (FileSystem.IsLocal(*program) is { } isLocal)
            {
                return isLocal;
            }
        }

        return false;
    }

    // FNV-1a. That two have the same is as unlikely as it is harmless.
    private static ulong Key(SpawnBlock* block) => Hash(block->Directory, Hash(*block->Programs, 14695981039346656037));

    private static ulong Hash(byte* text, ulong hash)
    {
        for (; text is not null && *text != 0; text++)
        {
            hash = (hash ^ *text) * 1099511628211;
        }

        return (hash ^ 0xff) * 1099511628211;
    }
}
