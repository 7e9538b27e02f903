using HostIpc.Interop;
using HostIpc.Protocol;

namespace HostIpc.Execution.Linux;

/// <summary>A directory of scripts, open: it stays the one that was judged, whatever its path leads to while they run.</summary>
internal sealed class ScriptDirectory : IDisposable
{
    private const int MaxEntries = 1024;
    private const int Executable = 0x49; // 0111
    private const int MaxLooked = 128; // as bash does

    private readonly string _path;
    private readonly SafePath _directory;

    private ScriptDirectory(string path, SafePath directory)
    {
        _path = path;
        _directory = directory;
    }

    /// <summary>The names in it, in the order in which they run.</summary>
    public string[] Names { get; private set; } = [];

    /// <summary>Opens a directory of the target. Null where that cannot be.</summary>
    /// <param name="target">Where.</param>
    /// <param name="path">Its absolute path there.</param>
    /// <param name="rejection">Why it cannot be.</param>
    public static ScriptDirectory? Open(ExecutionTarget target, string path, out Rejection? rejection)
    {
        PathFault fault = SafePath.TryOpen(TargetFiles.RootOf(target), path, out SafePath? opened, out string problem);
        var directory = opened is null ? null : new ScriptDirectory(path.TrimEnd('/'), opened);
        if (opened is { Status.Type: not FileType.Directory })
        {
            (fault, problem) = (PathFault.Missing, $"it is {opened.Status.Type.ToName()}, not a directory");
        }

        if (fault == PathFault.None && !directory!.TryList(out problem))
        {
            fault = PathFault.Unreadable;
        }

        rejection = fault == PathFault.None ? null
            : new Rejection(fault == PathFault.Missing ? RejectionReason.NotFound : RejectionReason.Failed, $"the script directory {path}: {problem}");
        if (rejection is not null)
        {
            directory?.Dispose();
        }

        return rejection is null ? directory : null;
    }

    public string PathOf(string name) => $"{_path}/{name}";

    /// <summary>Opens one to run it. Null where it is none that may be run.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="reason">Why it may not be run: <c>it is writable by others (mode 0777); …</c>.</param>
    public SafePath? TryOpen(string name, out string reason)
    {
        SafePath? script = null;
        reason = name.StartsWith('.') ? "it is hidden, its name begins with a dot" : "";
        if (reason.Length > 0 || _directory.TryOpenBelow(name, out script, out reason) != PathFault.None)
        {
            return null;
        }

        reason = script!.Status switch
        {
            { Type: not FileType.Regular and var type } => $"it is {type.ToName()}, not a regular file",
            var status when (status.Mode & Executable) == 0 => $"it is not executable (mode {FileSafety.ModeOf(status)})",
            _ => "",
        };
        if (reason.Length == 0)
        {
            return script;
        }

        script.Dispose();
        return null;
    }

    /// <summary>Whether a file that the kernel cannot execute is text without a first line <c>#!</c>, and not a program of another kind of machine.</summary>
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

    public void Dispose() => _directory.Dispose();

    private bool TryList(out string problem)
    {
        problem = "";
        try
        {
            // Through the descriptor: by its path another directory might be there by now.
            Names = [.. Directory.EnumerateFileSystemEntries(_directory.Descriptor.ProcPath).Select(entry => Path.GetFileName(entry)!).Take(MaxEntries + 1)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"it cannot be listed: {e.Message}";
        }

        problem = Names.Length > MaxEntries ? $"it has more than {MaxEntries} entries, which is what is looked at" : problem;
        Array.Sort(Names, StringComparer.Ordinal);
        return problem.Length == 0;
    }
}
