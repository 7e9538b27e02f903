using HostIpc.Docker;
using HostIpc.Docker.Commands;
using HostIpc.Policy;
using HostIpc.Requests;
using HostIpc.Settings;

namespace HostIpc.Configuration.Settings;

/// <summary>Reads a command: what it runs, who may, with which arguments and limits.</summary>
internal static class CommandReader
{
    private const string Kinds = """
        "oneOf": [{ "required": ["Run"] }, { "required": ["Shell"] }, { "required": ["Scripts"] }, { "required": ["Docker"] }]
        """;

    private static readonly SettingInfo Allow = new("Allow", new SettingType("rule, or list of rules", "\"$ref\": \"#/$defs/allow\""), "The callers that may run it. One of the rules must match.")
    {
        DefaultText = "user 0, the server's user, and writers to the FIFO",
    };

    private static readonly SettingInfo Docker = new(DockerCommand.Section, new SettingType("object", "\"$ref\": \"#/$defs/dockerCommand\""), "An action of the engine on one container, in place of `Run`, `Shell` and `Scripts`.");

    /// <summary>Describes a command for the schema and the settings reference.</summary>
    public static SettingSectionInfo Describe()
    {
        SettingSectionInfo own = CommandOptions.Settings.Describe();
        return own with { Settings = [.. own.Settings, Allow, Docker], Keywords = Kinds };
    }

    /// <param name="reader">The settings.</param>
    /// <param name="name">The command's name.</param>
    /// <param name="engine">The engine that carries out what is in <c>Docker</c>.</param>
    public static CommandOptions Read(SettingsReader reader, string name, DockerClient engine)
    {
        string key = $"Commands:{name}";
        if (CommandName.FindFault(name) is { } wrong)
        {
            reader.AddError(key, wrong);
        }

        int before = reader.ErrorCount;
        var docker = new DockerCommandOptions();
        CommandOptions command = reader.Root.Find($"{key}:{DockerCommand.Section}") is null ? new CommandOptions() : new DockerCommand(docker, engine);
        command.Name = name;
        CommandOptions.Settings.Read(reader, key, command);
        command.Allow = AllowRuleReader.Read(reader, $"{key}:{Allow.Key}");
        DockerCommandOptions.Settings.Read(reader, $"{key}:{DockerCommand.Section}", docker);
        _ = reader.Section($"{key}:{DockerCommand.Section}", "an object with an Action and a Container");
        reader.FindUnknown(key);

        // What does not fit together is no news where a part of it could not be read.
        if (reader.ErrorCount == before)
        {
            reader.AddErrors(CommandOptionsCheck.FindFaults(command), key);
        }

        return command;
    }
}
