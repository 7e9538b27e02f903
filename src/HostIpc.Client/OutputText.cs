using HostIpc.Protocol;

namespace HostIpc.Client;

/// <summary>Text that a command wrote, in whole characters.</summary>
/// <param name="Kind">The stream that it was written to.</param>
/// <param name="Text">The text, read as UTF-8; what is none becomes U+FFFD.</param>
public readonly record struct OutputText(OutputKind Kind, string Text);
