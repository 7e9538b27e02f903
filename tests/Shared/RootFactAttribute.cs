using System.Runtime.CompilerServices;

namespace HostIpc;

/// <summary>A fact that only root can try. For other users it is skipped, and the reason says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootFactAttribute : Xunit.FactAttribute
{
    internal const string Reason = "This test must run as root.";

    public RootFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Skip = Environment.IsPrivilegedProcess ? null : Reason;
}
