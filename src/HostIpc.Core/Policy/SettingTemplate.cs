namespace HostIpc.Policy;

/// <summary>A text of a command that may have placeholders for its parameters.</summary>
/// <param name="key">Where it is, below the command: <c>Run:1</c>.</param>
/// <param name="text">The text, as <see cref="ArgumentTemplate"/> takes it apart.</param>
/// <param name="isProgram">Whether it names the program that is run, which no request may choose freely.</param>
public sealed class SettingTemplate(string key, string text, bool isProgram = false)
{
    /// <summary>Where it is, below the command.</summary>
    public string Key => key;

    /// <summary>The text.</summary>
    public string Text => text;

    /// <summary>Whether it names the program that is run.</summary>
    public bool IsProgram => isProgram;
}
