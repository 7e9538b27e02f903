namespace HostIpc.Interop;

/// <summary>
/// The flags of open(2) that asm-generic/fcntl.h leaves to asm/fcntl.h, which arm64 has of its own: what is O_DIRECTORY on x86-64 is O_DIRECT there, and O_NOFOLLOW is O_LARGEFILE, so that with the wrong
/// number no open would refuse a link.
/// </summary>
internal static class OpenFlagsByArchitecture
{
    public static ByArchitecture DirectoryFlag => new(0x10000, 0x4000); // O_DIRECTORY

    public static ByArchitecture NoFollowFlag => new(0x20000, 0x8000); // O_NOFOLLOW

    extension(OpenFlags)
    {
        /// <summary>Only a directory is opened.</summary>
        public static OpenFlags Directory => (OpenFlags)DirectoryFlag.Here;

        /// <summary>A link at the end of the path is refused, or opened itself with O_PATH.</summary>
        public static OpenFlags NoFollow => (OpenFlags)NoFollowFlag.Here;
    }
}
