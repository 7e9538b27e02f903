using System.Text.Json;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>What an exec is made and started with, and what the engine says of it (<c>GET /exec/ID/json</c>).</summary>
internal static class ExecPayload
{
    public static byte[] WriteCreation(ExecOptions options) => JsonText.Object(json =>
    {
        json.WriteList("Cmd", options.Command);
        json.WriteEnvironment(options.Environment);
        json.WriteText("WorkingDir", options.WorkingDirectory);
        json.WriteText("User", options.User);
        json.WriteFlag("AttachStdin", options.HasInput);
        json.WriteFlag("AttachStdout", true);
        json.WriteFlag("AttachStderr", true);
        json.WriteFlag("Tty", options.HasTerminal);
        json.WriteFlag("Privileged", options.IsPrivileged);
    });

    public static byte[] WriteStart(ExecOptions options) => JsonText.Object(json =>
    {
        json.WriteBoolean("Detach", false);
        json.WriteBoolean("Tty", options.HasTerminal);
    });

    /// <exception cref="DockerException">It is something else.</exception>
    public static ExecState Read(ReadOnlyMemory<byte> content) => JsonMembers.Read(content, "an exec", root => new ExecState(
        root.Required("ContainerID"), root.Flag("Running"), root.Member("ExitCode").ValueKind == JsonValueKind.Undefined ? null : (int)root.Number("ExitCode"), (int)root.Number("Pid")));
}
