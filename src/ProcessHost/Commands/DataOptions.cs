using System.CommandLine;
using System.CommandLine.Parsing;

namespace DualMaster.ProcessHost;

/// <summary>The options by which every command says which instance it means.</summary>
static class DataOptions
{
    const int DefaultPortBase = 5500;

    public static readonly Option<string> Data = new("--data")
    {
        Description = "Directory of the servers' configuration, logs, data and passwords. Default: .dualmaster beside 'run'.",
        HelpName = "DIR",
        DefaultValueFactory = _ => ".dualmaster",
        Recursive = true,
    };

    public static readonly Option<int> PortBase = new("--port-base")
    {
        Description = "Node N listens on 127.0.0.1, port N + this; the initializer on this port itself, the dashboard on 8 and 9 + this. Default: 5500; for the other commands what runs on the data.",
        HelpName = "N",
        DefaultValueFactory = _ => DefaultPortBase,
        Validators = { RefusePortsOutOfRange },
        Recursive = true,
    };

    /// <summary>The data directory that was asked for, as it really is.</summary>
    public static async Task<DataDirectory> DirectoryAsync(ParseResult parsed, CancellationToken cancellation) =>
        new((await DataLocation.ResolveAsync(parsed.GetRequiredValue(Data), cancellation)).Path);

    /// <summary>The port base if it was given; null when it is to be found out.</summary>
    public static int? GivenPortBase(ParseResult parsed) => parsed.GetResult(PortBase) is { Implicit: false } ? parsed.GetValue(PortBase) : null;

    static void RefusePortsOutOfRange(OptionResult result)
    {
        if (result.Tokens is [var token, ..] && !(int.TryParse(token.Value, out var port) && port is >= 1024 and <= 65000))
            result.AddError($"--port-base is {token.Value}; expected 1024 to 65000");
    }
}
