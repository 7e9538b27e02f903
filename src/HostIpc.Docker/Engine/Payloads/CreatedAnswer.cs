namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The answer to a request that creates a container or an exec.</summary>
internal sealed class CreatedAnswer
{
    public string? Id { get; set; }

    /// <summary>The id of what was created.</summary>
    public static string ToId(CreatedAnswer answer) => answer.Id.RequiredText("Id");
}
