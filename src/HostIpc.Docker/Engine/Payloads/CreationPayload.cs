using System.Text.Json;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>What <c>POST /containers/create</c> is asked with, and what it answers.</summary>
internal static class CreationPayload
{
    public static byte[] Write(ContainerCreation creation) => JsonText.Object(json =>
    {
        json.WriteString("Image", creation.Image);
        json.WriteList("Cmd", creation.Command);
        json.WriteList("Entrypoint", creation.EntryPoint);
        json.WriteEnvironment(creation.Environment);
        json.WriteTexts("Labels", creation.Labels);
        json.WriteText("WorkingDir", creation.WorkingDirectory);
        json.WriteText("User", creation.User);
        json.WriteText("Hostname", creation.HostName);
        json.WriteText("StopSignal", creation.StopSignal);
        json.WriteFlag("Tty", creation.HasTerminal);
        json.WriteFlag("OpenStdin", creation.HasInput);
        json.WriteFlag("StdinOnce", creation.HasInput);
        PortMapping[] ports = [.. creation.Ports.Select(PortMapping.Parse)];
        PortMapping.WriteExposed(json, ports);
        json.WriteStartObject("HostConfig");
        WriteHost(json, creation);
        PortMapping.WriteBindings(json, ports);
        json.WriteEndObject();
    });

    /// <summary>The new container's id, or that of an exec.</summary>
    /// <exception cref="DockerException">It is something else.</exception>
    public static string ReadId(ReadOnlyMemory<byte> content) => JsonMembers.Read(content, "what was made", root => root.Required("Id"));

    private static void WriteHost(Utf8JsonWriter json, ContainerCreation creation)
    {
        json.WriteList("Binds", creation.Binds);
        json.WriteText("NetworkMode", creation.NetworkMode);
        json.WriteList("ExtraHosts", creation.ExtraHosts);
        json.WriteText("PidMode", creation.ProcessMode);
        json.WriteFlag("AutoRemove", creation.RemovesItself);
        json.WriteFlag("Init", creation.HasInit);
        json.WriteFlag("ReadonlyRootfs", creation.IsReadOnly);
        json.WriteFlag("Privileged", creation.IsPrivileged);
        json.WriteList("CapAdd", creation.AddedCapabilities);
        json.WriteList("CapDrop", creation.DroppedCapabilities);
        json.WriteList("SecurityOpt", creation.SecurityOptions);
        if (creation.MemoryLimit != 0)
        {
            json.WriteNumber("Memory", creation.MemoryLimit);
        }

        if (creation.RestartPolicy != RestartPolicy.No)
        {
            json.WriteStartObject("RestartPolicy");
            json.WriteString("Name", NameOf(creation.RestartPolicy));
            json.WriteNumber("MaximumRetryCount", creation.MaximumRetryCount);
            json.WriteEndObject();
        }
    }

    private static string NameOf(RestartPolicy policy) => policy switch
    {
        RestartPolicy.Always => "always",
        RestartPolicy.UnlessStopped => "unless-stopped",
        RestartPolicy.OnFailure => "on-failure",
        _ => throw new ArgumentOutOfRangeException(nameof(policy), policy, "There is no such restart policy."),
    };
}
