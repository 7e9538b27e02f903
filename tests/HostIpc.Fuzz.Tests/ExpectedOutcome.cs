namespace HostIpc.Fuzz.Tests;

/// <summary>What is to come of a valid request.</summary>
/// <param name="Text">As <see cref="Outcome.Text"/>; null where several things may come of it.</param>
/// <param name="Output">What it writes to its output; null where that is not looked at.</param>
internal sealed record ExpectedOutcome(string? Text, byte[]? Output = null);
