using HostIpc.Interop;

namespace HostIpc.Files;

/// <summary>
/// Whether a directory is there or can be made, and whether files can be made in it: found out without making anything. The server asks it before it makes a
/// directory, and <c>hostipcd check</c> in place of making one, so that both say the same.
/// </summary>
internal static class DirectoryOutlook
{
    /// <summary>Looks at a directory.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="isThere">Whether it exists.</param>
    /// <returns>Why no file can be made in it; null if it can.</returns>
    public static string? FindFault(string path, out bool isThere)
    {
        isThere = true;
        for (string? above = path; above is { Length: > 0 }; above = Path.GetDirectoryName(above))
        {
            using var found = FileDescriptor.TryOpen(above, OpenFlags.Path | OpenFlags.Directory);
            if (found is not null)
            {
                return MayMakeFiles(found) ? null
                    : isThere ? LastError.Message
                    : $"{above}: {LastError.Message}";
            }

            isThere = false;
            Errno error = LastError.Number;
            if (error != Errno.NoEntry)
            {
                return above == path ? LastError.Describe(error) : $"{above}: {LastError.Describe(error)}";
            }

            // A link to nothing is in the way of a directory.
            using var link = FileDescriptor.TryOpen(above, OpenFlags.Path | OpenFlags.NoFollow);
            if (link is not null)
            {
                return $"{above} is {link.Status().Type.ToName()} to nothing";
            }
        }

        return LastError.Describe(Errno.NoEntry);
    }

    /// <summary>Whether the server may open a file for reading and writing; the reason is in <see cref="LastError"/>.</summary>
    public static bool MayReadAndWrite(FileDescriptor file) =>
        Libc.FAccessAt(Libc.CurrentDirectory, file.ProcPath, AccessMode.Read | AccessMode.Write, Libc.EffectiveAccess) == 0;

    private static bool MayMakeFiles(FileDescriptor directory) =>
        Libc.FAccessAt(Libc.CurrentDirectory, directory.ProcPath, AccessMode.Write | AccessMode.Execute, Libc.EffectiveAccess) == 0;
}
