// Takes what is not public out of XML documentation files, so that a package shows what its users can call.
//   usage: dotnet run eng/package/public-docs.cs -- ASSEMBLY.dll…    (each with its .xml beside it)
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

foreach (string assembly in args)
{
    string page = Path.ChangeExtension(assembly, ".xml");
    HashSet<string> visible = FindVisible(assembly);
    XDocument document = XDocument.Load(page, LoadOptions.PreserveWhitespace);
    List<XElement> members = [.. document.Descendants("member")];
    List<XElement> hidden = [.. members.Where(member => !visible.Contains(NameOf((string)member.Attribute("name")!)))];
    foreach (XElement member in hidden)
    {
        if (member.PreviousNode is XText space)
        {
            space.Remove();
        }

        member.Remove();
    }

    document.Save(page, SaveOptions.DisableFormatting);
    Console.WriteLine($"{Path.GetFileName(page)}: {members.Count - hidden.Count} of {members.Count} members");
}

// "M:N.T.Name``1(System.Int32)~System.String" is N.T.Name: of a method with several overloads all are kept where one is public.
static string NameOf(string id)
{
    string name = id[2..].Split('(', '~')[0];
    int generic = name.IndexOf("``", StringComparison.Ordinal);
    return generic < 0 ? name : name[..generic];
}

static HashSet<string> FindVisible(string assembly)
{
    using var file = new PEReader(File.OpenRead(assembly));
    MetadataReader reader = file.GetMetadataReader();
    var visible = new HashSet<string>();
    foreach (TypeDefinition type in reader.TypeDefinitions.Select(reader.GetTypeDefinition))
    {
        if (!IsVisible(reader, type))
        {
            continue;
        }

        string name = FullName(reader, type);
        visible.Add(name);
        void Add(StringHandle member) => visible.Add($"{name}.{reader.GetString(member).Replace('.', '#')}");
        foreach (MethodDefinition method in type.GetMethods().Select(reader.GetMethodDefinition).Where(method => IsAccessible(method.Attributes)))
        {
            Add(method.Name);
        }

        foreach (FieldDefinition field in type.GetFields().Select(reader.GetFieldDefinition))
        {
            if ((field.Attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem)
            {
                Add(field.Name);
            }
        }

        foreach (PropertyDefinition property in type.GetProperties().Select(reader.GetPropertyDefinition))
        {
            PropertyAccessors accessors = property.GetAccessors();
            if (IsAny(reader, accessors.Getter, accessors.Setter))
            {
                Add(property.Name);
            }
        }

        foreach (EventDefinition one in type.GetEvents().Select(reader.GetEventDefinition))
        {
            EventAccessors accessors = one.GetAccessors();
            if (IsAny(reader, accessors.Adder, accessors.Remover))
            {
                Add(one.Name);
            }
        }
    }

    return visible;
}

static bool IsAny(MetadataReader reader, params MethodDefinitionHandle[] accessors) =>
    accessors.Any(accessor => !accessor.IsNil && IsAccessible(reader.GetMethodDefinition(accessor).Attributes));

static bool IsAccessible(MethodAttributes attributes) =>
    (attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;

static bool IsVisible(MetadataReader reader, TypeDefinition type) => (type.Attributes & TypeAttributes.VisibilityMask) switch
{
    TypeAttributes.Public => true,
    TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem => IsVisible(reader, reader.GetTypeDefinition(type.GetDeclaringType())),
    _ => false,
};

static string FullName(MetadataReader reader, TypeDefinition type)
{
    string name = reader.GetString(type.Name);
    return type.GetDeclaringType() is { IsNil: false } outer ? $"{FullName(reader, reader.GetTypeDefinition(outer))}.{name}"
        : type.Namespace.IsNil ? name
        : $"{reader.GetString(type.Namespace)}.{name}";
}
