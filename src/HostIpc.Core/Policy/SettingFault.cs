namespace HostIpc.Policy;

/// <summary>What is wrong with a setting of a command.</summary>
/// <param name="Key">Where, below the command: <c>Parameters:0:Pattern</c>.</param>
/// <param name="Message">What was found and what is wanted, to stand behind the key: <c>is "["; …</c>.</param>
public sealed record SettingFault(string Key, string Message);
