namespace HostIpc.Settings;

/// <summary>What is wrong with a setting.</summary>
/// <param name="Key">Its key below the section that was checked: <c>Parameters:0:Pattern</c>.</param>
/// <param name="Message">What was found and what is wanted, to stand behind the key: <c>is "["; …</c>.</param>
public sealed record ValidationError(string Key, string Message);
