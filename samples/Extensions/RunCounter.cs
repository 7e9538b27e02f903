namespace Extensions;

/// <summary>A service with a scope: each command has one of its own.</summary>
internal sealed class RunCounter
{
    public int Count { get; private set; }

    public int Next() => ++Count;
}
