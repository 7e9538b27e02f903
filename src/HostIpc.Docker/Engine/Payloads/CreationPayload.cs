using System.Text.Json;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>What <c>POST /containers/create</c> is asked with, and what it answers.</summary>
internal static class CreationPayload
{
    public static byte[] Write(ContainerCreation creation)
    {
        PortMapping[] ports = [.. creation.Ports.Select(PortMapping.Parse)];
        return JsonSerializer.SerializeToUtf8Bytes(
            new CreationRequest
            {
                Image = creation.Image,
                Cmd = creation.Command.OrNull(),
                Entrypoint = creation.EntryPoint.OrNull(),
                Env = creation.Environment.ToEnvironment(),
                Labels = creation.Labels.Count > 0 ? new Dictionary<string, string>(creation.Labels) : null,
                WorkingDir = creation.WorkingDirectory,
                User = creation.User,
                HostName = creation.HostName,
                StopSignal = creation.StopSignal,
                Tty = creation.HasTerminal.OrNull(),
                OpenStdin = creation.HasInput.OrNull(),
                StdinOnce = creation.HasInput.OrNull(),
                ExposedPorts = PortMapping.ToExposed(ports),
                HostConfig = ToHostConfig(creation, ports),
            },
            RequestJson.Default.CreationRequest);
    }

    /// <summary>The new container's id, or that of an exec.</summary>
    /// <exception cref="DockerException">It is something else.</exception>
    public static string ReadId(ReadOnlyMemory<byte> content) => AnswerReader.Read(content, AnswerJson.Default.CreatedAnswer, "what was made", answer => answer.Id.RequiredText("Id"));

    private static HostConfig ToHostConfig(ContainerCreation creation, PortMapping[] ports) => new()
    {
        Binds = creation.Binds.OrNull(),
        NetworkMode = creation.NetworkMode,
        ExtraHosts = creation.ExtraHosts.OrNull(),
        PidMode = creation.ProcessMode,
        AutoRemove = creation.RemovesItself.OrNull(),
        Init = creation.HasInit.OrNull(),
        ReadonlyRootfs = creation.IsReadOnly.OrNull(),
        Privileged = creation.IsPrivileged.OrNull(),
        CapAdd = creation.AddedCapabilities.OrNull(),
        CapDrop = creation.DroppedCapabilities.OrNull(),
        SecurityOpt = creation.SecurityOptions.OrNull(),
        Memory = creation.MemoryLimit != 0 ? creation.MemoryLimit : null,
        RestartPolicy = creation.RestartPolicy == RestartPolicy.No ? null : new RestartPolicyRequest { Name = NameOf(creation.RestartPolicy), MaximumRetryCount = creation.MaximumRetryCount },
        PortBindings = PortMapping.ToBindings(ports),
    };

    private static string NameOf(RestartPolicy policy) => policy switch
    {
        RestartPolicy.Always => "always",
        RestartPolicy.UnlessStopped => "unless-stopped",
        RestartPolicy.OnFailure => "on-failure",
        _ => throw new ArgumentOutOfRangeException(nameof(policy), policy, "There is no such restart policy."),
    };
}
