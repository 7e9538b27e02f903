namespace HostIpc.Docker.Engine.Payloads;

internal sealed partial class CreationRequest
{
    /// <summary>The <c>HostConfig</c> of a new container: what it gets of the host.</summary>
    internal sealed class HostSettings
    {
        public List<string>? Binds { get; init; }

        public string? NetworkMode { get; init; }

        public List<string>? ExtraHosts { get; init; }

        public string? PidMode { get; init; }

        public bool? AutoRemove { get; init; }

        public bool? Init { get; init; }

        public bool? ReadonlyRootfs { get; init; }

        public bool? Privileged { get; init; }

        public List<string>? CapAdd { get; init; }

        public List<string>? CapDrop { get; init; }

        public List<string>? SecurityOpt { get; init; }

        public long? Memory { get; init; }

        public RestartPolicyRequest? RestartPolicy { get; init; }

        /// <summary>Lists, since a port can be reached by several addresses.</summary>
        public required Dictionary<string, List<PortMapping>> PortBindings { get; init; }

        /// <param name="creation">The container.</param>
        /// <param name="ports">Its ports.</param>
        public static HostSettings Of(ContainerCreation creation, PortMapping[] ports) => new()
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
            RestartPolicy = creation.RestartPolicy == Docker.RestartPolicy.No ? null : new RestartPolicyRequest { Name = NameOf(creation.RestartPolicy), MaximumRetryCount = creation.MaximumRetryCount },
            PortBindings = ports.GroupBy(port => port.Container).ToDictionary(port => port.Key, port => port.ToList()),
        };

        private static string NameOf(RestartPolicy policy) => policy switch
        {
            Docker.RestartPolicy.Always => "always",
            Docker.RestartPolicy.UnlessStopped => "unless-stopped",
            Docker.RestartPolicy.OnFailure => "on-failure",
            _ => throw new ArgumentOutOfRangeException(nameof(policy), policy, "There is no such restart policy."),
        };
    }
}
