namespace HostIpc.Server;

/// <summary>The exit codes of <c>hostipcd</c>.</summary>
internal static class ServerExitCode
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int WrongUsage = 2;

    /// <summary>EX_CONFIG of sysexits(3): a setting, a file or the host's access is not as it must be.</summary>
    public const int Configuration = 78;
}
