using HostIpc.Logging;

namespace HostIpc.Configuration.Sources;

/// <summary>The file and the variables of <c>hostipcd</c>, which has the process for itself.</summary>
internal sealed class ServerFileOrigin : SettingsOrigin
{
    public static ServerFileOrigin Instance { get; } = new();

    public override string Name => SettingsFile.Path;

    public override bool Exists => File.Exists(SettingsFile.Path);

    public override bool IsServerProgram => true;

    public override SettingNode Read(bool mustExist) => SettingsSources.Load(mustExist);

    public override FileLook Look() => FileLook.At(SettingsFile.Path);

    public override string? FindShellClosure() => SettingsFile.FindMisnamed() is { } file ? $"{SettingsFile.Path} does not exist, but {LogEscaping.EscapeExcerpt(file)} does" : null;

    public override IEnumerable<string> FindStrays(IReadOnlyCollection<string> known) =>
        StrayVariables.Find(Environment.GetEnvironmentVariables().Keys.Cast<string>(), known);

    public override SettingsWatch Watch(FileLook loaded) => new ServerFileWatch(loaded);
}
