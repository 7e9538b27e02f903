using HostIpc.Configuration.Audit;
using HostIpc.Docker;
using HostIpc.Docker.Commands;
using HostIpc.Logging;
using HostIpc.Policy;

namespace HostIpc.Configuration.Checks;

/// <summary>Looks whether the engine has the containers that settings name. One may be made later, so it is for who checks and not for a server that starts.</summary>
internal static class ContainerNamesCheck
{
    private const string IdPrefix = "id:";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>A sentence for each that is not there; none where the engine cannot be asked.</summary>
    public static IEnumerable<string> Find(HostIpcSettings settings)
    {
        (string Where, string Name)[] named = [.. FindNames(settings)];
        if (named.Length == 0 || ListContainers(settings) is not { } containers)
        {
            yield break;
        }

        foreach ((string where, string name) in named)
        {
            if (!containers.Any(container => container.Names.Contains(name) || container.Id.StartsWith(name, StringComparison.Ordinal)))
            {
                yield return $"{where} names the container {LogEscaping.EscapeExcerpt(name)}, which the engine does not have now";
            }
        }
    }

    private static IEnumerable<(string Where, string Name)> FindNames(HostIpcSettings settings)
    {
        foreach (CommandOptions command in settings.Policy.Commands)
        {
            if (command is DockerCommand { Docker.Container: { } container } && !container.Contains('{', StringComparison.Ordinal))
            {
                yield return ($"Commands:{command.Name}:Docker:Container", container);
            }

            foreach (string name in command.Allow.SelectMany(rule => rule.Containers).Where(IsName))
            {
                yield return ($"Commands:{command.Name}:Allow", name);
            }
        }

        foreach (string name in settings.Policy.ShellAllow.SelectMany(rule => rule.Containers).Where(IsName))
        {
            yield return ("ShellAllow", name);
        }

        for (int i = 0; i < settings.Triggers.Count; i++)
        {
            foreach (string name in settings.Triggers[i].On.Container.Where(IsName))
            {
                yield return (string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Triggers:{i}:On:Container"), name);
            }
        }
    }

    private static bool IsName(string text) => !text.Contains('*', StringComparison.Ordinal) && !text.StartsWith(IdPrefix, StringComparison.Ordinal);

    private static IReadOnlyList<ContainerSummary>? ListContainers(HostIpcSettings settings)
    {
        if (EngineState.Ask(settings, out _) is null)
        {
            return null;
        }

        try
        {
            var client = new DockerClient(new DockerClientOptions { Endpoint = EngineState.EndpointOf(settings), Timeout = Patience });
            return client.Containers.ListAsync(all: true).GetAwaiter().GetResult();
        }
        catch (DockerException)
        {
            return null;
        }
    }
}
