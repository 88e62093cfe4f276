using System.Net;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class HostProgramTests(ServerUnderTest server) : IDisposable
{
    readonly TemporaryDirectory directory = new();
    readonly int portBase = Nodes.PortBase();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("--no-such-option")]
    [InlineData("--port-base", "80")]
    [InlineData("--port-base", "five")]
    [InlineData("--data")]
    [InlineData("--dashboard", "--no-dashboard")]
    public async Task What_is_not_understood_is_said_in_one_sentence(params string[] arguments)
    {
        var (exitCode, output) = await HostProgram.RunAsync(arguments);

        exitCode.ShouldBe(2);
        output.Trim().Split('\n').Length.ShouldBe(1);
        output.ShouldContain("--help");
    }

    [Fact]
    public async Task Help_names_every_option()
    {
        var (exitCode, output) = await HostProgram.RunAsync("--help");

        exitCode.ShouldBe(0);
        foreach (var option in (string[])["--once", "--data", "--port-base", "--mysqld", "--fresh", "--yes", "--dashboard", "--no-dashboard"])
            output.ShouldContain(option);
    }

    [Fact]
    public async Task A_refusal_is_one_sentence_and_a_failure_to_scripts()
    {
        var old = directory.Script("mysqld", "echo 'mysqld  Ver 8.0.41 for Linux on x86_64'");

        var (exitCode, output) = await HostProgram.RunAsync(Arguments("--mysqld", old));

        exitCode.ShouldBe(1);
        output.Trim().ShouldBe($"{old}, named by --mysqld, is 8.0.41; expected MySQL 8.4 or later; install one, or name another.");
        Directory.Exists(directory["data"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Once_proves_and_ends_and_what_a_killed_run_left_behind_is_tidied_up_by_the_next()
    {
        var (first, firstOutput) = await HostProgram.RunAsync(Arguments("--once"));

        first.ShouldBe(0, firstOutput);
        firstOutput.ShouldContain("Wired in ");
        firstOutput.ShouldContain("node3 → node1");
        firstOutput.TrimEnd().ShouldEndWith("Everything is stopped.");
        Nodes.ProcessesWith(directory.Path).ShouldBeEmpty();
        var password = File.ReadAllText(directory["data/root-password"]).Trim();
        firstOutput.ShouldNotContain(password);
        File.ReadAllText(directory["data/initializer.log"]).ShouldNotContain(password);
        File.GetUnixFileMode(directory["data/replication-password"]).ShouldBe(FileModes.Secret);
        File.GetUnixFileMode(directory["data/command-key"]).ShouldBe(FileModes.Secret);

        var killed = HostProgram.Start(Arguments());
        await killed.PrintedAsync("Ctrl+C stops everything");
        (await CommandAsync("no-key")).ShouldBe(HttpStatusCode.Forbidden);
        (await CommandAsync(File.ReadAllText(directory["data/command-key"]).Trim())).ShouldBe(HttpStatusCode.OK);
        killed.Signal(Posix.Kill);
        await killed.EndedAsync();
        Nodes.ProcessesWith(directory.Path).Count.ShouldBe(5);

        var (next, nextOutput) = await HostProgram.RunAsync(Arguments("--once"));

        next.ShouldBe(0, nextOutput);
        nextOutput.ShouldContain("A host that was killed left node1 running");
        nextOutput.ShouldContain("A host that was killed left initializer running");
        Nodes.ProcessesWith(directory.Path).ShouldBeEmpty();
        foreach (var log in (string[])["node1/logs/mysqld.log", "initializer.log", "host.log"])
            Directory.GetFiles(Path.GetDirectoryName(directory[$"data/{log}"])!, Path.GetFileName(log) + "*").ShouldBe(LogRotation.All(directory[$"data/{log}"]).Take(3), ignoreOrder: true);
    }

    [Fact]
    public async Task What_ends_it_before_the_proof_and_its_processes_with_it_leaves_nothing_and_is_no_success()
    {
        Assert.SkipWhen(AspireNpmPackage.Name is null, $"There is no npm package for {AspireNpmPackage.Platform}.");
        directory.Script("bin/npm", "exec sleep 600");
        var variables = new Dictionary<string, string?>
        {
            ["PATH"] = $"{directory["bin"]}:{Environment.GetEnvironmentVariable("PATH")}", ["DUALMASTER_CACHE"] = Nodes.CacheWithoutDashboard(directory["cache"]),
        };
        var program = HostProgram.StartSession(variables, HostProgram.Arguments(server, directory["data"], portBase, "--mysqld", server.Installation.Path));
        await program.PrintedAsync("downloading about");
        await Eventually.TrueAsync(() => Nodes.ProcessesWith(InitializerProcess.Mark(directory["data"])).Count == 1);

        program.SignalAll(Posix.Terminate);

        (await program.EndedAsync()).ShouldBe(143, program.Output);
        program.Output.TrimEnd().ShouldEndWith("Stopping …");
        program.Output.ShouldNotContain("again");
        program.Output.ShouldNotContain("There is no dashboard");
        Nodes.ProcessesWith(directory.Path).ShouldBeEmpty();
    }

    async Task<HttpStatusCode> CommandAsync(string key)
    {
        using var client = new HttpClient { DefaultRequestHeaders = { { "X-DualMaster-Key", key } } };
        using var answer = await client.PostAsync(new Uri($"http://127.0.0.1:{portBase}/reprove"), null, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    string[] Arguments(params string[] more) => HostProgram.Arguments(server, directory["data"], portBase, ["--no-dashboard", .. more]);
}
