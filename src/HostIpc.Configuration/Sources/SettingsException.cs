namespace HostIpc.Configuration;

/// <summary>Settings are wrong. The message has a line for each fault: the key, what was found, what is allowed, and where it was set.</summary>
public sealed class SettingsException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="message">What is wrong, a line for each fault.</param>
    public SettingsException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with the exception behind it.</summary>
    /// <param name="message">What is wrong, a line for each fault.</param>
    /// <param name="innerException">What was thrown when it was read.</param>
    public SettingsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
