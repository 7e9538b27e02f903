using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>Tells scripts that the kernel has no interpreter for from programs of another kind of machine.</summary>
internal static class ScriptText
{
    private const int MaxLooked = 128; // as bash does

    /// <summary>Whether a file that the kernel cannot execute is text without a first line <c>#!</c>.</summary>
    /// <param name="file">It, opened by its path alone.</param>
    public static bool IsForShell(FileDescriptor file)
    {
        try
        {
            using FileStream opened = File.OpenRead(file.ProcPath);
            Span<byte> start = stackalloc byte[MaxLooked];
            start = start[..opened.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
            int line = start.IndexOf((byte)'\n');
            return !start.StartsWith("#!"u8) && !(line < 0 ? start : start[..line]).Contains((byte)0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
