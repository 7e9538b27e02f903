using HostIpc.Settings;

namespace HostIpc.Configuration.Settings;

/// <summary>An object of settings that is there as often as the operator says: a command, a rule, an element of a list.</summary>
/// <param name="Name">Its name among the types of the schema: <c>parameter</c>.</param>
/// <param name="Title">What an operator calls it: <c>A parameter</c>.</param>
/// <param name="Path">Where it stands, with a name or an index of the operator's: <c>Commands:NAME:Parameters:0</c>.</param>
/// <param name="Section">Its settings.</param>
internal sealed record SettingObject(string Name, string Title, string Path, SettingSectionInfo Section);
