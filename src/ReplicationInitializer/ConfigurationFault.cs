using System.Text.Json;
using System.Text.RegularExpressions;
using DualMaster.Replication.Topology;

namespace DualMaster.ReplicationInitializer;

/// <summary>Says what is wrong with a configuration that cannot be read.</summary>
static partial class ConfigurationFault
{
    const string Settings = "expected the settings that README.md lists";

    /// <summary>A file that is no JSON.</summary>
    public static string OfFile(InvalidDataException fault)
    {
        var file = Quoted().Match(fault.Message) is { Success: true } match ? match.Groups[1].Value : "A configuration file";
        return Innermost<JsonException>(fault) is { LineNumber: { } line } json
            ? $"{file} is no JSON in line {line + 1} ({json.Message.Split(". ")[0].TrimEnd('.')}); expected an object of settings; correct that line."
            : $"{file} cannot be read ({Innermost<Exception>(fault)!.Message.TrimEnd('.')}); expected a JSON object of settings; correct it.";
    }

    /// <summary>A section with a value of the wrong type, or with a name that no setting has.</summary>
    public static string OfSection(InvalidOperationException fault)
    {
        // Each level of the binder says more about where; below its own messages is only what the parser says.
        var message = Innermost<InvalidOperationException>(fault)!.Message;
        if (Conversion().Match(message) is { Success: true } conversion)
            return $"{conversion.Groups["key"].Value} is '{conversion.Groups["value"].Value}'; expected {Expected(conversion.Groups["type"].Value)}; correct it.";
        return Unknown().Match(message) is { Success: true } unknown
            ? $"The section {TopologyOptions.Section} has the unknown setting {unknown.Groups[1].Value}; {Settings}; correct its name."
            : $"The section {TopologyOptions.Section} cannot be read: {message.TrimEnd('.')}; {Settings}; correct it.";
    }

    static string Expected(string type) => type switch
    {
        "System.TimeSpan" => "a time such as 00:00:05",
        "System.Int32" or "System.UInt32" => "a whole number",
        _ when type == typeof(NodeRole).FullName => string.Join(" or ", Enum.GetNames<NodeRole>()),
        _ when type == typeof(WriterMode).FullName => string.Join(" or ", Enum.GetNames<WriterMode>()),
        _ => "a list",
    };

    static T? Innermost<T>(Exception fault)
        where T : Exception =>
        fault.InnerException is { } inner && Innermost<T>(inner) is { } deeper ? deeper : fault as T;

    // Failed to load configuration from file '/x/appsettings.json'.
    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();

    // Failed to convert configuration value 'soon' at 'Topology:Grace' to type 'System.TimeSpan'.
    [GeneratedRegex(@"configuration value '(?<value>.*)' at '(?<key>[^']+)' to type '(?:System\.Nullable`1\[)?(?<type>[^'\]\[]+)")]
    private static partial Regex Conversion();

    // 'ErrorOnUnknownConfiguration' was set on the provided BinderOptions, but the following properties were not found on the instance of …: 'Grase'
    [GeneratedRegex("were not found on the instance of [^:]+: (.+)$")]
    private static partial Regex Unknown();
}
