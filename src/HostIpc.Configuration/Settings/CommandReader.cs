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

    private static readonly SettingInfo Allow = new("Allow", new SettingType("rule, or list of rules", "\"$ref\": \"#/$defs/allow\""), "Who may run it: each peer that one of the rules matches.")
    {
        DefaultText = "user 0, the server's user, and who writes to the FIFO",
    };

    private static readonly SettingInfo Docker = new("Docker", new SettingType("object", "\"$ref\": \"#/$defs/dockerCommand\""), "What the engine does with one container, in place of `Run`, `Shell` and `Scripts`.");

    /// <summary>Describes a command for the schema and the settings reference.</summary>
    public static SettingSectionInfo Describe()
    {
        SettingSectionInfo own = CommandOptions.Settings.Describe();
        return own with { Settings = [.. own.Settings, Allow, Docker], Keywords = Kinds };
    }

    /// <param name="reader">The settings.</param>
    /// <param name="name">The command's name.</param>
    /// <param name="engine">The engine that carries out what is in <c>Docker</c>.</param>
    public static CommandDefinition Read(SettingsReader reader, string name, DockerClient engine)
    {
        string key = $"Commands:{name}";
        if (!CommandName.IsValid(name))
        {
            reader.AddError(key, $"is no command name: 1 to {CommandName.MaxLength} letters, digits, '.', '_', '-' are wanted");
        }

        int before = reader.Complaints;
        CommandOptions options = ReadOptions(reader, key);
        DockerCommandOptions? docker = DockerCommandReader.Read(reader, $"{key}:Docker");
        reader.FindUnknown(key);
        CommandDefinition command = docker is null ? new CommandDefinition { Name = name, Options = options } : DockerCommand.Define(name, docker, options, engine);

        // What does not fit together is no news where a part of it could not be read.
        if (reader.Complaints == before)
        {
            foreach (ValidationError fault in command.FindFaults())
            {
                reader.AddError($"{key}:{fault.Key}", fault.Message);
            }
        }

        return command;
    }

    private static CommandOptions ReadOptions(SettingsReader reader, string key)
    {
        var options = new CommandOptions();
        CommandOptions.Settings.Read(reader, key, options);
        options.Allow = AllowRuleReader.Read(reader, $"{key}:Allow");
        return options;
    }
}
