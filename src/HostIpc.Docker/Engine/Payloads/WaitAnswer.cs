namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The answer to <c>POST /containers/ID/wait</c>.</summary>
internal sealed class WaitAnswer
{
    public long? StatusCode { get; set; }

    public WaitError? Error { get; set; }
}
