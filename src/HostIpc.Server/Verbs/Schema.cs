namespace HostIpc.Server.Verbs;

/// <summary><c>hostipcd schema</c>: prints the JSON schema of the configuration file, which is in the program.</summary>
internal static class Schema
{
    private const string Resource = "hostipc.schema.json";

    public static string Text
    {
        get
        {
            using var reader = new StreamReader(typeof(Schema).Assembly.GetManifestResourceStream(Resource)!);
            return reader.ReadToEnd();
        }
    }

    public static int Print()
    {
        Console.Out.Write(Text);
        return ExitCode.Success;
    }
}
