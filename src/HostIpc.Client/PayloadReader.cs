using System.Buffers;

namespace HostIpc.Client;

/// <summary>Takes a payload apart.</summary>
internal delegate T PayloadReader<out T>(in ReadOnlySequence<byte> payload);
