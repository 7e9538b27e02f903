using HostIpc.Protocol;

namespace HostIpc.Client;

/// <summary>A piece of what a command wrote, cut as it came: neither at lines nor at characters.</summary>
/// <param name="Kind">The stream that it was written to.</param>
/// <param name="Data">The bytes, at least one. Valid until the next chunk is asked for.</param>
public readonly record struct OutputChunk(OutputKind Kind, ReadOnlyMemory<byte> Data);
