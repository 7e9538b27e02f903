namespace HostIpc.Docker.Engine.Http;

/// <summary>Paths of a container.</summary>
internal static class ContainerPath
{
    /// <param name="container">Its name, its id, or as much of the beginning of its id as is no other's.</param>
    /// <param name="rest">What comes behind it.</param>
    /// <exception cref="ArgumentException">It is none that a container can have, and would make the path another one.</exception>
    public static string Of(string container, string rest)
    {
        ArgumentException.ThrowIfNullOrEmpty(container);
        foreach (char character in container)
        {
            if (character == '/' || char.IsControl(character))
            {
                throw new ArgumentException("The name of a container has no slash and no control character.", nameof(container));
            }
        }

        // An engine takes these two out of a path before it looks at it.
        return container is "." or ".."
            ? throw new ArgumentException($"\"{container}\" is no name of a container.", nameof(container))
            : $"/containers/{Uri.EscapeDataString(container)}{rest}";
    }
}
