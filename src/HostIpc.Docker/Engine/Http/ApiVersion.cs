using System.Globalization;

namespace HostIpc.Docker.Engine.Http;

/// <summary>A version of the Engine API: <c>1.41</c>. The first number has been 1 since there is one.</summary>
/// <param name="minor">The second number.</param>
internal sealed class ApiVersion(int minor)
{
    /// <summary>
    /// The newest one whose changes were read against what is asked and read here (docs.docker.com/reference/api/engine/version-history); Engine 28.3. Engine 29
    /// takes none below 1.44.
    /// </summary>
    public static readonly ApiVersion Newest = new(51);

    /// <summary>The least one, of Engine 1.12: what Docker's own programs take too, and the first that knows an event by its <c>Actor</c> and every filter used here.</summary>
    public static readonly ApiVersion Oldest = new(24);

    private const string Start = "1.";

    public int Minor => minor;

    /// <summary>Null where the text is none.</summary>
    public static ApiVersion? Parse(string text) =>
        text.StartsWith(Start, StringComparison.Ordinal) && int.TryParse(text.AsSpan(Start.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? new ApiVersion(number)
            : null;

    /// <summary>The newest version that both sides speak.</summary>
    /// <param name="engine">The engine's newest.</param>
    /// <exception cref="DockerException">The engine is too old.</exception>
    public static ApiVersion Negotiate(ApiVersion engine) => engine.Minor < Oldest.Minor
        ? throw new DockerException($"the engine's newest API version is {engine}, and the oldest that is spoken here is {Oldest}: a newer engine is needed")
        : engine.Minor < Newest.Minor ? engine : Newest;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Start}{Minor}");
}
