namespace HostIpc.Configuration;

/// <summary>The JSON schema of the configuration file of <c>hostipcd</c>, and of a section that <c>AddHostIpc</c> reads.</summary>
public static class SettingsSchema
{
    private const string Resource = "hostipc.schema.json";

    /// <summary>The schema, as JSON text.</summary>
    public static string Text
    {
        get
        {
            using var reader = new StreamReader(typeof(SettingsSchema).Assembly.GetManifestResourceStream(Resource)!);
            return reader.ReadToEnd();
        }
    }
}
