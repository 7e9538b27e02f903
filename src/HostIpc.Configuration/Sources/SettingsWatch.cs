namespace HostIpc.Configuration.Sources;

/// <summary>Notices that settings change, and says whether they can be read now.</summary>
internal abstract class SettingsWatch : IDisposable
{
    /// <summary>Whether the settings were there when they were read last, or before.</summary>
    public bool WasThere { get; protected set; }

    /// <summary>Begins to watch.</summary>
    /// <param name="ask">Called when they are to be read again. Many calls at once are one.</param>
    public abstract void Start(Action ask);

    /// <summary>Looks whether they have changed and are no longer being written. Called once a second.</summary>
    public abstract bool HasSettledChange();

    /// <summary>Begins to read them.</summary>
    public abstract void Begin();

    /// <summary>Checks what <see cref="Begin"/> saw.</summary>
    /// <exception cref="SettingsException">It is not what can be loaded.</exception>
    public abstract void Check();

    /// <summary>Whether they have changed since <see cref="Begin"/>: they are being written just now.</summary>
    public abstract bool IsOutdated();

    /// <summary>Takes what <see cref="Begin"/> saw as read.</summary>
    public abstract void Take();

    public abstract void Dispose();
}
