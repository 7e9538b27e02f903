using System.Text.RegularExpressions;
using HostIpc.Policy;

namespace HostIpc.Core.Tests.Policy;

/// <summary>The eight expressions that were used last are kept, and no more.</summary>
public sealed class CompiledPatternsTests
{
    private readonly CompiledPatterns _patterns = new();
    private readonly List<string> _compiled = [];

    [Fact]
    public void Get_WhenEightAreInUse_ThenEachIsCompiledOnce()
    {
        Use("1", "2", "3", "4", "5", "6", "7", "8");
        Use("1", "2", "3", "4", "5", "6", "7", "8");
        _compiled.ShouldBe(["1", "2", "3", "4", "5", "6", "7", "8"]);
    }

    [Fact]
    public void Get_WhenThereIsANinth_ThenTheOneUsedLongestAgoGoes()
    {
        Use("1", "2", "3", "4", "5", "6", "7", "8", "1", "9");
        _compiled.Clear();
        Use("1", "3", "4", "5", "6", "7", "8", "9");
        _compiled.ShouldBeEmpty();
        Use("2");
        _compiled.ShouldBe(["2"]);
    }

    [Fact]
    public void Clear_WhenAnotherPolicyTakesOver_ThenNoneIsKept()
    {
        Use("1");
        _patterns.Clear();
        Use("1");
        _compiled.ShouldBe(["1", "1"]);
    }

    private void Use(params string[] texts)
    {
        foreach (string text in texts)
        {
            _patterns.Get(text, Compile).ToString().ShouldBe(text);
        }
    }

    private Regex Compile(string text)
    {
        _compiled.Add(text);
        return new Regex(text);
    }
}
