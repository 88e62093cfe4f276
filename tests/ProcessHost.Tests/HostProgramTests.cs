using System.Globalization;
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
    public async Task Once_proves_and_ends_and_a_second_time_finds_its_data()
    {
        var (first, firstOutput) = await HostProgram.RunAsync(Arguments("--once"));
        var (second, secondOutput) = await HostProgram.RunAsync(Arguments("--once"));

        first.ShouldBe(0, firstOutput);
        firstOutput.ShouldContain("Wired in ");
        firstOutput.ShouldContain("node3 → node1");
        second.ShouldBe(0, secondOutput);
        Nodes.ProcessesWith(directory.Path).ShouldBeEmpty();
        var password = File.ReadAllText(directory["data/root-password"]).Trim();
        firstOutput.ShouldNotContain(password);
        File.ReadAllText(directory["data/initializer.log"]).ShouldNotContain(password);
        File.GetUnixFileMode(directory["data/replication-password"]).ShouldBe(FileModes.Secret);
        File.GetUnixFileMode(directory["data/command-key"]).ShouldBe(FileModes.Secret);
    }

    [Fact]
    public async Task It_stops_in_order_on_SIGTERM_and_a_killed_one_is_tidied_up_after_by_the_next()
    {
        var killed = HostProgram.Start(Arguments());
        await killed.PrintedAsync("Ctrl+C stops everything");
        killed.Signal(Posix.Kill);
        await killed.EndedAsync();
        Nodes.ProcessesWith(directory.Path).Count.ShouldBe(5);

        var next = HostProgram.Start(Arguments());
        await next.PrintedAsync("Ctrl+C stops everything");

        next.Output.ShouldContain("A host that was killed left node1 running");
        next.Output.ShouldContain("A host that was killed left initializer running");
        (await CommandAsync("no-key")).ShouldBe(HttpStatusCode.Forbidden);
        (await CommandAsync(File.ReadAllText(directory["data/command-key"]).Trim())).ShouldBe(HttpStatusCode.OK);

        next.Signal(Posix.Terminate);

        (await next.EndedAsync()).ShouldBe(0);
        next.Output.TrimEnd().ShouldEndWith("Everything is stopped.");
        Nodes.ProcessesWith(directory.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Stopped_before_the_proof_it_leaves_nothing_and_is_no_success()
    {
        var program = HostProgram.Start(Arguments());
        await program.PrintedAsync("Starting 4 servers");

        program.Signal(Posix.Terminate);

        (await program.EndedAsync()).ShouldBe(143);
        Nodes.ProcessesWith(directory.Path).ShouldBeEmpty();
    }

    async Task<HttpStatusCode> CommandAsync(string key)
    {
        using var client = new HttpClient { DefaultRequestHeaders = { { "X-DualMaster-Key", key } } };
        using var answer = await client.PostAsync(new Uri($"http://127.0.0.1:{portBase}/reprove"), null, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    string[] Arguments(params string[] more) =>
        server.Installation.LauncherArguments.Count == 0 && !more.Contains("--mysqld")
            ? [.. Common(), "--mysqld", server.Installation.Path, .. more]
            : [.. Common(), .. more];

    string[] Common() => ["--no-dashboard", "--data", directory["data"], "--port-base", portBase.ToString(CultureInfo.InvariantCulture)];
}
