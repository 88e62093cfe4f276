using CliWrap;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>The script <c>run</c>, in a working copy that holds nothing else, with a dotnet that builds nothing and says what it is asked for.</summary>
public sealed class RunScriptTests : IDisposable
{
    readonly TemporaryDirectory directory = new();

    public RunScriptTests()
    {
        File.Copy(Path.Combine(WorkingCopy(), "run"), directory["run"]);
        directory.Script(
            "bin/dotnet",
            $"""
            case $1 in
                build | publish) echo "$1" >> {directory["built"]} ;;
                *.dll) shift; exec "$REAL" {HostProgram.Assembly} "$@" ;;
            esac
            """);
        // Whoever looks for a container engine is told on.
        directory.Script("bin/docker", $"touch {directory["asked"]}; exit 1");
        directory.Script("bin/podman", $"touch {directory["asked"]}; exit 1");
    }

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task A_command_is_passed_on_without_choosing_a_host_and_without_a_word()
    {
        var (exitCode, output) = await RunAsync("status");

        exitCode.ShouldBe(1);
        output.ShouldBe($"Nothing runs on the data in {directory[".dualmaster"]}; expected a running instance; start one with ./run, or name its data with --data.{Environment.NewLine}");
        File.Exists(directory["asked"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("stop", "--data", "elsewhere")]
    [InlineData("--data", "elsewhere", "stop")]
    [InlineData("--data=elsewhere", "stop")]
    public async Task The_data_may_be_named_before_and_after(params string[] arguments)
    {
        var (exitCode, output) = await RunAsync(arguments);

        exitCode.ShouldBe(0, output);
        output.Trim().ShouldBe($"Nothing runs on the data in {directory["elsewhere"]}; there is nothing to stop.");
    }

    [Fact]
    public async Task What_stands_behind_two_dashes_is_not_looked_at()
    {
        var (exitCode, output) = await RunAsync("mysql", "node1", "--", "--containers", "--help", "--data");

        exitCode.ShouldBe(1);
        output.ShouldStartWith($"Nothing runs on the data in {directory[".dualmaster"]};");
    }

    [Fact]
    public async Task While_something_runs_nothing_is_built_below_it()
    {
        await RunAsync("status");
        Directory.CreateDirectory(directory[".dualmaster"]);
        File.WriteAllText(directory[".dualmaster/host.json"], "{}");
        foreach (var built in File.ReadLines(directory["run"]).Where(line => line.StartsWith("built=", StringComparison.Ordinal)))
            directory.Script(built["built=".Length..].Replace("$processhost", directory["src/ProcessHost"], StringComparison.Ordinal).Replace("$published", directory["artifacts/host"], StringComparison.Ordinal), "");
        File.Delete(directory["built"]);

        await RunAsync("status");

        File.Exists(directory["built"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Without_a_command_it_still_says_which_host_it_takes()
    {
        var (_, output) = await RunAsync("--processes", "--port-base", "80");

        output.ShouldStartWith("Host: processes of this machine (--processes asks for it).");
        output.ShouldContain("--port-base is 80; expected 1024 to 65000");
    }

    Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) => HostProgram.RunAsync(
        Cli.Wrap("bash").WithArguments([directory["run"], .. arguments]).WithWorkingDirectory(directory.Path)
            .WithEnvironmentVariables(variables => variables
                .Set("REAL", ProgramPath.Find("dotnet"))
                .Set("PATH", $"{directory["bin"]}:{Environment.GetEnvironmentVariable("PATH")}")));

    static string WorkingCopy()
    {
        for (var place = AppContext.BaseDirectory; place is not null; place = Path.GetDirectoryName(place))
            if (File.Exists(Path.Combine(place, "DualMaster.sln")))
                return place;
        throw new InvalidOperationException("The tests do not lie in a working copy.");
    }
}
