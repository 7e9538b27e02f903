namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The value where only the name counts.</summary>
internal sealed class EmptyObject;
