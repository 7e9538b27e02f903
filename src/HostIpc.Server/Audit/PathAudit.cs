using HostIpc.Interop;

namespace HostIpc.Server.Audit;

/// <summary>
/// Looks at a path of the target the way the kernel would walk it there, and says who else than root can put something at its end. What it says holds for the moment of the
/// look: it warns, and protects nothing.
/// </summary>
/// <param name="root">Where the target's root directory is, as the server sees it: empty for its own.</param>
/// <param name="trusted">Who may own what lies on the way, beside user 0.</param>
internal sealed class PathAudit(string root, uint trusted)
{
    private const int MostLinks = 40; // as path_resolution(7) has it
    private const int OthersWrite = 0x12; // 022
    private const int Sticky = 0x200;

    /// <summary>Whether the target's root can be looked at at all.</summary>
    public bool CanLook => Look("/", out _) == Errno.None;

    /// <summary>What is at the end of the path, and what is wrong on the way there.</summary>
    public PathFinding Walk(string path)
    {
        var pending = new Stack<string>(path.Split('/').Reverse());
        string current = "";
        string? weakness = Look("/", out FileStatus status) == Errno.None ? FindWeakness("/", status) : null;
        int links = 0;
        while (pending.TryPop(out string? name))
        {
            if (name is "" or ".")
            {
                continue;
            }

            if (name == "..")
            {
                current = current[..Math.Max(current.LastIndexOf('/'), 0)];
                continue;
            }

            string next = $"{current}/{name}";
            if (Look(next, out status) is not Errno.None and var error)
            {
                return new PathFinding(error, weakness);
            }

            weakness ??= FindWeakness(next, status);
            if (status.Type != FileType.SymbolicLink)
            {
                current = next;
                continue;
            }

            // By hand: the kernel would begin an absolute link at the server's root.
            if (++links > MostLinks || new FileInfo(root + next).LinkTarget is not { } target)
            {
                return new PathFinding(Errno.TooManyLinks, weakness);
            }

            current = target.StartsWith('/') ? "" : current;
            foreach (string part in target.Split('/').Reverse())
            {
                pending.Push(part);
            }
        }

        return new PathFinding(Errno.None, weakness) { Type = status.Type, Mode = status.Mode };
    }

    // In a sticky directory what is there can be removed by its owner alone, and each owner on the way is looked at.
    private string? FindWeakness(string path, in FileStatus status)
    {
        if (status.UserId != 0 && status.UserId != trusted)
        {
            return $"{Printable.Of(path)} belongs to user {status.UserId}";
        }

        bool isOpen = (status.Mode & OthersWrite) != 0 && status.Type != FileType.SymbolicLink
            && !(status.Type == FileType.Directory && (status.Mode & Sticky) != 0);
        return isOpen ? $"{Printable.Of(path)} can be written to by others than its owner (mode 0{Convert.ToString(status.Mode & 0xfff, 8)}, group {status.GroupId})" : null;
    }

    private unsafe Errno Look(string path, out FileStatus status)
    {
        FileStatus found;
        Errno error = Libc.StatX(Libc.CurrentDirectory, root + path, Libc.SymlinkNoFollow, FileStatus.BasicMask, &found) < 0 ? LastError.Number : Errno.None;
        status = error == Errno.None ? found : default;
        return error;
    }
}
