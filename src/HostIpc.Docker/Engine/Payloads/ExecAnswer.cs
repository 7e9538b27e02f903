using System.Text.Json.Serialization;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The answer to <c>GET /exec/ID/json</c>: the state of an exec.</summary>
internal sealed class ExecAnswer
{
    [JsonPropertyName("ContainerID")]
    public string? ContainerId { get; set; }

    /// <summary>Whether the engine knows of no end yet.</summary>
    public bool? Running { get; set; }

    /// <summary>The exit code; null where there is none yet.</summary>
    public long? ExitCode { get; set; }

    /// <summary>The number of its process in the engine's pid namespace; 0 or null where it never ran.</summary>
    public long? Pid { get; set; }

    /// <summary>The same answer, which names its container.</summary>
    public static ExecAnswer Check(ExecAnswer answer)
    {
        _ = answer.ContainerId.RequiredText("ContainerID");
        return answer;
    }
}
