using HostIpc.Docker;
using HostIpc.Docker.Commands;
using HostIpc.Policy;
using HostIpc.Requests;

namespace HostIpc.Configuration.Settings;

/// <summary>Reads a command: what it runs, who may, with which arguments and limits.</summary>
internal static class CommandReader
{
    /// <param name="reader">The settings.</param>
    /// <param name="name">The command's name.</param>
    /// <param name="engine">The engine that carries out what is in <c>Docker</c>.</param>
    public static CommandDefinition Read(SettingsReader reader, string name, DockerClient engine)
    {
        string key = $"Commands:{name}";
        if (!CommandName.IsValid(name))
        {
            reader.Complain(key, $"is no command name: 1 to {CommandName.MaxLength} letters, digits, '.', '_', '-' are wanted");
        }

        int before = reader.Complaints;
        CommandOptions options = ReadOptions(reader, key);
        DockerCommandOptions? docker = DockerCommandReader.Read(reader, $"{key}:Docker");
        reader.FindUnknown(key);
        CommandDefinition command = docker is null ? new CommandDefinition { Name = name, Options = options } : DockerCommand.Define(name, docker, options, engine);

        // What does not fit together is no news where a part of it could not be read.
        if (reader.Complaints == before)
        {
            foreach (SettingFault fault in command.FindFaults())
            {
                reader.Complain($"{key}:{fault.Key}", fault.Message);
            }
        }

        return command;
    }

    private static CommandOptions ReadOptions(SettingsReader reader, string key) => new()
    {
        Run = reader.List($"{key}:Run"),
        Shell = reader.OptionalText($"{key}:Shell"),
        Scripts = reader.OptionalText($"{key}:Scripts"),
        Description = reader.OptionalText($"{key}:Description"),
        Parameters = ParameterReader.Read(reader, $"{key}:Parameters"),
        Allow = AllowRuleReader.Read(reader, $"{key}:Allow"),
        As = reader.OptionalText($"{key}:As"),
        Directory = reader.OptionalText($"{key}:Directory"),
        Environment = reader.Texts($"{key}:Environment"),
        PassEnvironment = reader.List($"{key}:PassEnvironment"),
        Stdin = reader.Flag($"{key}:Stdin") ?? false,
        Timeout = reader.Duration($"{key}:Timeout", null),
        Concurrency = reader.OptionalNumber($"{key}:Concurrency", 1, CommandOptions.MaxConcurrency),
        Queue = reader.Number($"{key}:Queue", 0, 0, CommandOptions.MaxQueue),
        MaxOutput = reader.OptionalNumber($"{key}:MaxOutput", 0, CommandOptions.MaxMaxOutput),
        Signals = reader.List($"{key}:Signals"),
        LogOutput = reader.Flag($"{key}:LogOutput") ?? true,
    };
}
