using System.Xml.Linq;

namespace HostIpc.House;

/// <summary>What a project file says.</summary>
internal sealed class Project
{
    private readonly XElement _root;

    public Project(string path)
    {
        Path = path;
        _root = XDocument.Load(path).Root!;
    }

    public string Path { get; }

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>The file's name without its end: <c>HostIpc.Core</c>.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public string AssemblyName => (string?)_root.Descendants("AssemblyName").FirstOrDefault() ?? Name;

    public bool IsPackable => (string?)_root.Descendants("IsPackable").FirstOrDefault() != "false";

    /// <summary>The assemblies that see its internals.</summary>
    public IReadOnlyList<string> Friends => Includes("InternalsVisibleTo");

    /// <summary>The full paths of the project files that it references.</summary>
    public IReadOnlyList<string> References => [.. Includes("ProjectReference").Select(reference => System.IO.Path.GetFullPath(reference, Folder))];

    /// <summary>The sources that it takes from other folders, as written.</summary>
    public IReadOnlyList<string> LinkedSources => [.. Includes("Compile").SelectMany(static include => include.Split(';'))];

    public override string ToString() => Name;

    private IReadOnlyList<string> Includes(string item) => [.. _root.Descendants(item).Select(static element => (string?)element.Attribute("Include")).OfType<string>()];
}
