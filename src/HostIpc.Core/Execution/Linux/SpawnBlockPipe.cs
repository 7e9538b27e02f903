using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>A pipe that carries the addresses of blocks, to the threads that spawn and from there to the watcher.</summary>
internal static unsafe class SpawnBlockPipe
{
    /// <summary>Puts a block in. It belongs to whoever takes it out.</summary>
    public static void Put(FileDescriptor writeEnd, SpawnBlock* block)
    {
        while (Libc.Write(writeEnd.Number, &block, (nuint)sizeof(SpawnBlock*)) < 0)
        {
            // Only EINTR: the pipe holds far more pointers than commands may run.
        }
    }
}
