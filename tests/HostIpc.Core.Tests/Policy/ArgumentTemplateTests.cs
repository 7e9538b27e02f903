using HostIpc.Policy;

namespace HostIpc.Core.Tests.Policy;

public sealed class ArgumentTemplateTests
{
    // The words of a handler end with the last value that there is.
    [Theory]
    [InlineData("{b}")]
    [InlineData("x{b}")]
    [InlineData("{a}{b}")]
    public void Fill_WhenTheLastValuesAreMissing_ThenAnElementWithThemIsLeftOut(string element)
    {
        var template = ArgumentTemplate.Parse(element, ["a", "b"], out string? unknown);
        unknown.ShouldBeNull();
        template.Fill(["1"]).ShouldBeNull();
        template.Fill(["1", null]).ShouldBeNull();
        template.Fill(["1", "2"]).ShouldBe(element.Replace("{a}", "1", StringComparison.Ordinal).Replace("{b}", "2", StringComparison.Ordinal));
    }

    [Fact]
    public void Fill_WhenThereIsNoPlaceholder_ThenNoValueIsNeeded() => ArgumentTemplate.Parse("{{a}}", ["a"], out _).Fill([]).ShouldBe("{a}");

    [Fact]
    public void Parse_WhenAPlaceholderIsUnknown_ThenItIsNamed()
    {
        ArgumentTemplate.Parse("{a}{c}{b}", ["a", "b"], out string? unknown);
        unknown.ShouldBe("c");
    }
}
