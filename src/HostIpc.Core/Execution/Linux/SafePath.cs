using System.Text;
using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>
/// A file or directory of the target, opened by a way on which only root and the server's own user could have changed anything: every directory, every symbolic link and the end itself
/// were judged by their opened descriptors, and each name was looked up below the one before. What is opened stays what it is, whatever its path leads to later.
/// </summary>
/// <remarks>
/// The kernel is never asked to follow a link: one is read from its descriptor, at most 40 in all as in path_resolution(7), and an absolute one starts again at the target's root, which need not be the
/// server's. <c>..</c> goes back to the directory that was come through, and at the root stays there.
/// </remarks>
internal sealed class SafePath : IDisposable
{
    private const int MaxLinks = 40;
    private const int MaxLinkBytes = 4096; // PATH_MAX
    private const int MaxDirectories = 64;

    private readonly List<Step> _way;
    private Step? _file;
    private string _problem = "";

    private SafePath(List<Step> way) => _way = way;

    /// <summary>An O_PATH descriptor of what is at the end.</summary>
    public FileDescriptor Descriptor => End.Descriptor;

    public FileStatus Status => End.Status;

    /// <summary>Where that is on the target, without links.</summary>
    public string Path => End.Path.Length == 0 ? "/" : End.Path;

    private Step End => _file ?? _way[^1];

    /// <summary>Opens what is at a path of the target.</summary>
    /// <param name="root">The target's root directory, as <see cref="TargetFiles.RootOf"/> has it.</param>
    /// <param name="path">An absolute path there.</param>
    /// <param name="opened">The end, to be disposed of; null where there is a fault.</param>
    /// <param name="problem">
    /// What the fault is, in words: <c>it is writable by others (mode 0777); …</c> of the end itself, <c>/srv is …</c> of what is on the way. Empty for none.
    /// </param>
    public static PathFault TryOpen(string root, string path, out SafePath? opened, out string problem)
    {
        opened = null;
        if (!path.StartsWith('/'))
        {
            problem = "it is not absolute; a path that begins with / is wanted";
            return PathFault.Unreadable;
        }

        if (FileDescriptor.TryOpen($"{root}/", OpenFlags.Path | OpenFlags.Directory) is not { } top)
        {
            problem = $"the root directory cannot be opened: {LastError.Message}";
            return PathFault.Unreadable;
        }

        return TryWalk(new SafePath([new Step(top, "", top.Status(), IsOwned: true)]), path, path.TrimEnd('/'), out opened, out problem);
    }

    /// <summary>What speaks against a path of the target, without keeping it open.</summary>
    /// <param name="target">Where.</param>
    /// <param name="path">An absolute path there.</param>
    /// <param name="problem">What the fault is, as above.</param>
    public static PathFault Check(ExecutionTarget target, string path, out string problem)
    {
        PathFault fault = TryOpen(TargetFiles.RootOf(target), path, out SafePath? opened, out problem);
        opened?.Dispose();
        return fault;
    }

    /// <summary>Opens what is at a path from this directory on, which stays open.</summary>
    /// <param name="path">A name, or a relative path.</param>
    /// <param name="opened">The end, to be disposed of before this; null where there is a fault.</param>
    /// <param name="problem">What the fault is, as above.</param>
    public PathFault TryOpenBelow(string path, out SafePath? opened, out string problem) =>
        TryWalk(new SafePath([.. _way.Select(step => step with { IsOwned = false })]), path, $"{_way[^1].Path}/{path}", out opened, out problem);

    public void Dispose()
    {
        LeaveFile();
        LeaveDirectories(0);
    }

    private static PathFault TryWalk(SafePath walk, string path, string expected, out SafePath? opened, out string problem)
    {
        PathFault fault;
        try
        {
            fault = walk._way.Count == 1 ? walk.Inspect(walk._way[0], isInOpenDirectory: false) : PathFault.None;
            fault = fault == PathFault.None ? walk.Go(path) : fault;
        }
        catch (IOException e)
        {
            // A dead disk, say: the kernel does not tell what was opened.
            fault = walk.Fail(PathFault.Unreadable, expected, $"cannot be looked at: {e.Message}");
        }

        opened = fault == PathFault.None ? walk : null;
        problem = walk._problem.StartsWith($"{expected} ", StringComparison.Ordinal) ? $"it{walk._problem[expected.Length..]}" : walk._problem;
        if (opened is null)
        {
            walk.Dispose();
        }

        return fault;
    }

    private PathFault Go(string path)
    {
        var ahead = new Stack<string>();
        Add(ahead, path);
        int links = 0;
        while (ahead.TryPop(out string? name))
        {
            if (_file is not null)
            {
                return Fail(PathFault.Missing, _file.Path, $"is {_file.Status.Type.ToName()}, not a directory");
            }

            if (name == "..")
            {
                LeaveDirectories(Math.Max(1, _way.Count - 1));
                continue;
            }

            PathFault fault = Enter(name, out string? link);
            if (fault != PathFault.None)
            {
                return fault;
            }

            if (link is not null)
            {
                if (++links > MaxLinks)
                {
                    return Fail(PathFault.Unreadable, $"{_way[^1].Path}/{name}", $"is the last of more than {MaxLinks} symbolic links, which may lead in a circle");
                }

                LeaveDirectories(link.StartsWith('/') ? 1 : _way.Count);
                Add(ahead, link);
            }
        }

        return PathFault.None;
    }

    // Opens one name and judges it. A link is not kept, only where it leads.
    private PathFault Enter(string name, out string? link)
    {
        Step directory = _way[^1];
        string path = $"{directory.Path}/{name}";
        link = null;
        if (name.Contains('\0', StringComparison.Ordinal))
        {
            return Fail(PathFault.Unreadable, directory.Path, "is followed by a name with a NUL");
        }

        var descriptor = new FileDescriptor(Libc.OpenAt(directory.Descriptor.Number, name, OpenFlags.Path | OpenFlags.NoFollow | OpenFlags.CloseOnExec));
        if (descriptor.IsInvalid)
        {
            return LastError.Number == Errno.NoEntry ? Fail(PathFault.Missing, path, "does not exist") : Fail(PathFault.Unreadable, path, $"cannot be opened: {LastError.Message}");
        }

        var step = new Step(descriptor, path, descriptor.Status(), IsOwned: true);
        PathFault fault = Inspect(step, FileSafety.IsOpen(directory.Status));
        bool isLink = step.Status.Type == FileType.SymbolicLink;
        if (fault == PathFault.None && isLink)
        {
            link = ReadLink(descriptor);
            fault = link is null ? Fail(PathFault.Unreadable, path, $"cannot be read: {LastError.Message}") : PathFault.None;
        }

        if (fault == PathFault.None && _way.Count == MaxDirectories)
        {
            fault = Fail(PathFault.Unreadable, path, $"is more than {MaxDirectories} directories deep");
        }

        if (fault != PathFault.None || isLink)
        {
            descriptor.Dispose();
        }
        else if (step.Status.Type == FileType.Directory)
        {
            _way.Add(step);
        }
        else
        {
            _file = step;
        }

        return fault;
    }

    private PathFault Inspect(Step step, bool isInOpenDirectory) =>
        FileSafety.FindFault(step.Status, isInOpenDirectory) is { } found ? Fail(PathFault.Unsafe, step.Path, found) : PathFault.None;

    private PathFault Fail(PathFault fault, string path, string problem)
    {
        _problem = $"{(path.Length == 0 ? "/" : path)} {problem}";
        return fault;
    }

    private void LeaveDirectories(int count)
    {
        for (; _way.Count > count; _way.RemoveAt(_way.Count - 1))
        {
            if (_way[^1].IsOwned)
            {
                _way[^1].Descriptor.Dispose();
            }
        }
    }

    private void LeaveFile()
    {
        _file?.Descriptor.Dispose();
        _file = null;
    }

    private static void Add(Stack<string> ahead, string path)
    {
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = names.Length - 1; i >= 0; i--)
        {
            if (names[i] != ".")
            {
                ahead.Push(names[i]);
            }
        }
    }

    private static unsafe string? ReadLink(FileDescriptor link)
    {
        byte* buffer = stackalloc byte[MaxLinkBytes];
        nint length = Libc.ReadLinkAt(link.Number, "", buffer, MaxLinkBytes);
        return length < 0 ? null : Encoding.UTF8.GetString(buffer, (int)length);
    }

    private sealed record Step(FileDescriptor Descriptor, string Path, FileStatus Status, bool IsOwned);
}
