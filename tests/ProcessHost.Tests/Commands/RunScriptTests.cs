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

    [Theory]
    [InlineData("restore", "Host: processes of this machine (Aspire's packages do not restore).")]
    [InlineData("build", "Host: processes of this machine (the AppHost does not build here; dotnet build src/AppHost says why).")]
    [InlineData("docker", "Host: processes of this machine (no container engine answers).")]
    [InlineData("nothing", "Host: Aspire AppHost with containers (a container engine answers and Aspire restores).")]
    public async Task Where_nothing_asks_for_a_host_it_says_in_one_line_which_it_takes_and_why(string failing, string line)
    {
        MachineWithout(failing);

        var (_, output) = await RunAsync("--port-base", "80");

        output.Split(Environment.NewLine).Where(text => text.StartsWith("Host: ", StringComparison.Ordinal)).ShouldBe([line]);
    }

    [Fact]
    public async Task An_option_of_the_process_host_chooses_it()
    {
        MachineWithout("nothing");

        var (_, output) = await RunAsync("--once", "--port-base", "80");

        output.ShouldStartWith("Host: processes of this machine (--once is an option of that host).");
    }

    [Fact]
    public async Task An_option_of_the_process_host_does_not_go_together_with_containers()
    {
        MachineWithout("nothing");

        var (exitCode, output) = await RunAsync("--containers", "--once");

        exitCode.ShouldBe(1);
        output.Trim().ShouldBe("--containers and --once do not go together: --once is an option of the host with processes; expected one of them; leave the other out.");
    }

    void MachineWithout(string failing)
    {
        Directory.CreateDirectory(directory["src/AppHost"]);
        File.WriteAllText(directory["src/AppHost/AppHost.csproj"], "");
        directory.Script("bin/docker", failing == "docker" ? "exit 1" : "exit 0");
        directory.Script("bin/dotnet", $"""case $1 in {failing}) exit 1 ;; *.dll) shift; exec "$REAL" {HostProgram.Assembly} "$@" ;; esac""");
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
