namespace HostIpc.Configuration.Settings;

/// <summary>The file of the client program <c>hostipc</c>: where the server has it, and where it is put for containers.</summary>
internal static class ClientFile
{
    public const string Name = "hostipc";

    /// <summary>Where the server has it.</summary>
    public static string Source { get; } = Path.Combine(AppContext.BaseDirectory, Name);

    /// <summary>Whether there is one to put.</summary>
    public static bool IsThere => File.Exists(Source);

    /// <summary>Where it is put.</summary>
    public static string PathBeside(string socket) => Path.Combine(Path.GetDirectoryName(socket)!, Name);
}
