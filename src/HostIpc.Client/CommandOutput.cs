using System.Text;
using HostIpc.Protocol;

namespace HostIpc.Client;

/// <summary>How a command ended, and all that it wrote.</summary>
/// <param name="Result">How it ended.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Error">What it wrote to standard error.</param>
public sealed record CommandOutput(CommandResult Result, ReadOnlyMemory<byte> Output, ReadOnlyMemory<byte> Error)
{
    /// <summary>Standard output read as UTF-8; what is none becomes U+FFFD. Made anew each time it is asked for.</summary>
    public string OutputText => Encoding.UTF8.GetString(Output.Span);

    /// <summary>Standard error read as UTF-8; what is none becomes U+FFFD. Made anew each time it is asked for.</summary>
    public string ErrorText => Encoding.UTF8.GetString(Error.Span);
}
