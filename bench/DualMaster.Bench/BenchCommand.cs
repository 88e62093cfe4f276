using System.CommandLine;

namespace DualMaster.Bench;

/// <summary>The command line.</summary>
static class BenchCommand
{
    const string HostAssembly = "DualMaster.ProcessHost.dll";

    static readonly Option<int> Pairs = new("--pairs")
    {
        Description = "How often each side is measured; the two sides take turns.",
        HelpName = "N",
        DefaultValueFactory = _ => 5,
        Validators =
        {
            result =>
            {
                if (result.GetValueOrDefault<int>() < 1)
                    result.AddError("--pairs is less than 1");
            },
        },
    };

    static readonly Option<int[]> Only = new("--only")
    {
        Description = "The numbers of the limits to measure, for example --only 2 3; all of them when left out.",
        HelpName = "1..7",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [1, 2, 3, 4, 5, 6, 7],
    };

    static readonly Option<string> Host = new("--host")
    {
        Description = $"The built {HostAssembly} to measure in 1 to 3; the one beside this program when left out.",
        HelpName = "DLL",
        DefaultValueFactory = _ => Path.Combine(AppContext.BaseDirectory, HostAssembly),
    };

    /// <summary>Parses and runs; Ctrl+C stops the servers and removes the directories.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="run">Measures.</param>
    /// <returns>The exit code: 0 all limits hold, 1 one is missed, 2 it could not be measured.</returns>
    public static async Task<int> InvokeAsync(string[] arguments, Func<BenchOptions, CancellationToken, Task<int>> run)
    {
        var command = new RootCommand(
            """
            Measures DualMaster against doing the same by hand, with the same servers and options on this machine, the two
            sides taking turns. Absolute times are this machine's; the ratios are what has limits.
            """) { Pairs, Only, Host };
        command.SetAction((parsed, stop) => run(
            new BenchOptions(parsed.GetValue(Pairs), parsed.GetRequiredValue(Only).ToHashSet(), Path.GetFullPath(parsed.GetRequiredValue(Host))), stop));

        var parsed = command.Parse(arguments);
        // Stopping four servers in order takes seconds.
        return parsed.Errors.Count > 0
            ? await parsed.InvokeAsync() switch { _ => 2 }
            : await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(60) });
    }
}
