using System.Runtime.CompilerServices;

namespace HostIpc;

/// <summary>A theory that only root can try. For other users it is skipped, and the reason says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootTheoryAttribute : Xunit.TheoryAttribute
{
    public RootTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Skip = Environment.IsPrivilegedProcess ? null : RootFactAttribute.Reason;
}
