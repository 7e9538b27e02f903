using System.Text;

namespace HostIpc.Fuzz.Tests;

/// <summary>One conversation, made from its number.</summary>
internal sealed class FuzzCase
{
    // What is sent in a piece of its own, at most: many of the pieces split a header.
    private static readonly int[] PieceLengths = [1, 3, 7, 9, 20, 100, 5000, int.MaxValue];

    public FuzzCase(long seed)
    {
        Seed = seed;
        Random = new Random(unchecked((int)(seed ^ (seed >> 31) * 0x5bd1e995)));
        var conversation = new ValidConversation(Random);
        IsValid = Random.Next(8) == 0;
        Expected = conversation.Expected;
        Steps = IsValid ? conversation.Steps : Mutations.Apply(conversation.Steps, Random);
        Ending = IsValid || Random.Next(4) != 0 ? Ending.HalfClose : (Ending)Random.Next(1, 3);
        Waits = IsValid || Random.Next(3) == 0;
        LongestPiece = PieceLengths[Random.Next(PieceLengths.Length)];
        Speech = new ClientSpeech(Steps);
    }

    public long Seed { get; }

    public Random Random { get; }

    /// <summary>Whether nothing was mutated, and every answer is known.</summary>
    public bool IsValid { get; }

    public IReadOnlyList<Step> Steps { get; }

    /// <summary>What comes of each request of a valid one.</summary>
    public IReadOnlyList<ExpectedOutcome> Expected { get; }

    public Ending Ending { get; }

    /// <summary>Whether the client waits for outcomes where the valid conversation does.</summary>
    public bool Waits { get; }

    public int LongestPiece { get; }

    /// <summary>What the server can have read in it.</summary>
    public ClientSpeech Speech { get; }

    public override string ToString()
    {
        var text = new StringBuilder($"case {Seed} (HOSTIPC_FUZZ_SEED={Seed} HOSTIPC_FUZZ_CASES=1), {Ending}, pieces of {LongestPiece}, {(Waits ? "waiting" : "not waiting")}{(IsValid ? ", valid" : "")}:");
        foreach (Step step in Steps)
        {
            text.Append("\n  ").Append(Convert.ToHexString(step.Bytes.AsSpan(0, Math.Min(step.Bytes.Length, 4096)))).Append(step.Bytes.Length > 4096 ? $"... ({step.Bytes.Length} bytes)" : "");
        }

        return text.ToString();
    }
}
