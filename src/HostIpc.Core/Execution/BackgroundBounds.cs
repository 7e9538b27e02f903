namespace HostIpc.Execution;

/// <summary>The bounds of the output that background processes write after their command has ended. <c>LimitOptions</c> documents each.</summary>
/// <param name="MaxOutputs">For how many commands it is read at the same time.</param>
/// <param name="MaxBytes">How many bytes of one command are logged.</param>
/// <param name="Timeout">For how long after the end of one command it is logged.</param>
internal sealed record BackgroundBounds(int MaxOutputs, long MaxBytes, TimeSpan Timeout)
{
    public static BackgroundBounds Default { get; } = new(256, 16 * 1024 * 1024, TimeSpan.FromDays(1));
}
