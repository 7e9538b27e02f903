using System.Text.Json;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>What an exec is made and started with, and what the engine says of it (<c>GET /exec/ID/json</c>).</summary>
internal static class ExecPayload
{
    public static byte[] WriteCreation(ExecOptions options) => JsonSerializer.SerializeToUtf8Bytes(
        new ExecCreationRequest
        {
            Cmd = options.Command.OrNull(),
            Env = options.Environment.ToEnvironment(),
            WorkingDir = options.WorkingDirectory,
            User = options.User,
            AttachStdin = options.HasInput.OrNull(),
            AttachStdout = true,
            AttachStderr = true,
            Tty = options.HasTerminal.OrNull(),
            Privileged = options.IsPrivileged.OrNull(),
        },
        RequestJson.Default.ExecCreationRequest);

    public static byte[] WriteStart(ExecOptions options) =>
        JsonSerializer.SerializeToUtf8Bytes(new ExecStartRequest { Tty = options.HasTerminal }, RequestJson.Default.ExecStartRequest);

    /// <exception cref="DockerException">It is something else.</exception>
    public static ExecState Read(ReadOnlyMemory<byte> content) => AnswerReader.Read(content, AnswerJson.Default.ExecAnswer, "an exec", answer => new ExecState(
        answer.ContainerId.RequiredText("ContainerID"), answer.Running ?? false, (int?)answer.ExitCode, (int)(answer.Pid ?? 0)));
}
