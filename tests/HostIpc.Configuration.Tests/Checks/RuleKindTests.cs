using HostIpc.Configuration.Audit;
using HostIpc.Configuration.Settings;
using HostIpc.Policy;

namespace HostIpc.Configuration.Checks;

/// <summary>Holds for each kind of thing that a rule can name, also for one that is added.</summary>
public sealed class RuleKindTests
{
    public static TheoryData<string> Kinds => [.. typeof(AllowRuleOptions).GetProperties().Select(property => property.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Table_WhenARuleNamesOneThing_ThenItIsThere(string kind) =>
        string.Join('\n', PolicyTable.RenderCommands(Read(kind, transports: "").Policy)).ShouldContain(Element(kind));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Audit_WhenARuleNamesMoreThanTheTransport_ThenItIsNotSaidToNameThatAlone(string kind)
    {
        HostIpcSettings settings = Read(kind, "\"Transports\":[\"tcp\"],");
        string warnings = string.Join('\n', ExposureAudit.Find(new AuditContext(settings.Policy, settings)));
        if (kind != nameof(AllowRuleOptions.Transports))
        {
            warnings.ShouldNotContain("names the transport alone");
        }
    }

    private static HostIpcSettings Read(string kind, string transports) => HostIpcSettings.Read(Given.Reader(
        $$"""{"Tcp":{"Listen":"47201"},"Commands":{"x":{"Run":["x"],"Allow":{ {{(kind == nameof(AllowRuleOptions.Transports) ? "" : transports)}} "{{kind}}":["{{Element(kind)}}"] } } } }"""));

    private static string Element(string kind) => kind == nameof(AllowRuleOptions.Addresses) ? "203.0.113.1" : "no-such=thing";
}
