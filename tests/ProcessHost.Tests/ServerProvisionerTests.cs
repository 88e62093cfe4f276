using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class ServerProvisionerTests : IDisposable
{
    readonly TemporaryDirectory directory = new();
    readonly List<string> said = [];

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task The_named_server_is_taken()
    {
        var mysqld = directory.Script("named/mysqld", "echo 'mysqld  Ver 8.4.9 for Linux on x86_64 (MySQL Community Server - GPL)'");

        var server = await Provisioner().FindOrObtainAsync(mysqld, Nodes.Token);

        (server.Path, server.Version.ToString()).ShouldBe((mysqld, "8.4.9"));
    }

    [Theory]
    [InlineData("echo 'mysqld  Ver 5.5.62 for Linux on x86_64'", "is 5.5.62; expected MySQL 5.6 or later, or MariaDB 10.6 or later")]
    [InlineData("echo 'mysqld  Ver 10.5.29-MariaDB for debian-linux-gnu on x86_64'", "is MariaDB 10.5.29; expected MySQL 5.6 or later, or MariaDB 10.6 or later")]
    [InlineData("echo hello", "answered --version with 'hello' and exit code 0; expected the server of MySQL 5.6 or later, or MariaDB 10.6 or later")]
    [InlineData("echo libx.so is missing >&2; exit 127", "answered --version with 'libx.so is missing' and exit code 127")]
    public async Task A_named_server_that_is_not_suitable_is_refused_with_the_reason(string script, string reason)
    {
        var mysqld = directory.Script("named/mysqld", script);

        var refusal = await Should.ThrowAsync<HostException>(() => Provisioner().FindOrObtainAsync(mysqld, Nodes.Token));

        refusal.Message.ShouldStartWith(mysqld);
        refusal.Message.ShouldContain(reason);
    }

    [Fact]
    public async Task A_named_file_that_cannot_be_executed_is_refused()
    {
        File.WriteAllText(directory["mysqld"], "no program");

        var refusal = await Should.ThrowAsync<HostException>(() => Provisioner().FindOrObtainAsync(directory["mysqld"], Nodes.Token));

        refusal.Message.ShouldContain("cannot be executed");
    }

    [Theory]
    [InlineData(1, "aarch64", "x86_64")]
    [InlineData(2, "s390x", "x86_64")]
    public async Task A_program_for_another_machine_is_refused_with_both(byte order, string machine, string here)
    {
        if (ForeignProgram.ThisMachine != here)
            Assert.Skip($"The file is made for a machine that is {here}.");
        // The header of a 64-bit executable: byte order, then the machine's number at 18.
        var header = new byte[64];
        "\u007fELF"u8.CopyTo(header);
        (header[4], header[5], header[6]) = (2, order, 1);
        (header[order == 2 ? 17 : 16], header[order == 2 ? 19 : 18]) = (2, machine == "aarch64" ? (byte)183 : (byte)22);
        File.WriteAllBytes(directory["mysqld"], header);
        File.SetUnixFileMode(directory["mysqld"], FileModes.Readable);

        var refusal = await Should.ThrowAsync<HostException>(() => Provisioner().FindOrObtainAsync(directory["mysqld"], Nodes.Token));

        refusal.Message.ShouldBe(
            $"{directory["mysqld"]} is a program for {machine}, and this machine is {here}; expected the server of MySQL 5.6 or later, or MariaDB 10.6 or later; install one, or name it with --server.");
    }

    [Fact]
    public async Task A_directory_is_no_program()
    {
        var refusal = await Should.ThrowAsync<HostException>(() => Provisioner().FindOrObtainAsync(directory.Path, Nodes.Token));

        refusal.Message.ShouldBe($"There is no program but a directory {directory.Path}, named by --server; expected mysql, mysql-5.6, mariadb or the path of a server; correct it.");
    }

    [Fact]
    public async Task A_named_server_that_was_unpacked_is_run_with_the_libraries_that_lie_beside_it()
    {
        Unpacked("mysql-9.7.4");
        directory.Script("cache/mysql-9.7.4/usr/lib/any-linux-gnu/ld-linux-any.so.1", "echo 'mysqld  Ver 9.7.4 for Linux on x86_64'");

        var server = await Provisioner().FindOrObtainAsync(directory["cache/mysql-9.7.4/usr/sbin/mysqld"], Nodes.Token);

        (server.Launcher, server.Version.ToString(), server.Origin).ShouldBe((directory["cache/mysql-9.7.4/usr/lib/any-linux-gnu/ld-linux-any.so.1"], "9.7.4", "--server"));
    }

    [Fact]
    public async Task A_named_file_that_is_not_there_is_refused()
    {
        var refusal = await Should.ThrowAsync<HostException>(() => Provisioner().FindOrObtainAsync(directory["mysqld"], Nodes.Token));

        refusal.Message.ShouldBe($"There is no file {directory["mysqld"]}, named by --server; expected mysql, mysql-5.6, mariadb or the path of a server; correct it.");
    }

    [Fact]
    public async Task An_old_server_that_was_only_found_is_passed_over_aloud()
    {
        var old = directory.Script("old/mysqld", "echo 'mysqld  Ver 8.0.41 for Linux on x86_64'");
        var suitable = directory.Script("suitable/mysqld", "echo 'mysqld  Ver 9.7.4 for Linux on x86_64'");

        var server = await Provisioner("empty", "old", "suitable").FindOrObtainAsync(cancellation: Nodes.Token);

        server.Path.ShouldBe(suitable);
        said.ShouldBe([$"Passing over {old}: it is 8.0.41; expected MySQL 8.4 or later."]);
    }

    [Fact]
    public async Task Each_name_finds_its_own_product_among_servers_of_one_name()
    {
        var mysql = directory.Script("a/mysqld", "echo 'mysqld  Ver 9.7.4 for Linux on x86_64'");
        var mariaDb = directory.Script("b/mysqld", "echo 'mysqld  Ver 10.11.19-MariaDB for debian-linux-gnu on x86_64'");

        (await Provisioner("a", "b").FindOrObtainAsync("mysql", Nodes.Token)).Path.ShouldBe(mysql);
        (await Provisioner("a", "b").FindOrObtainAsync("mariadb", Nodes.Token)).Path.ShouldBe(mariaDb);
    }

    [Fact]
    public async Task The_newest_complete_server_of_the_cache_is_taken_without_running_it()
    {
        Unpacked("mysql-9.7.4");
        Unpacked("mysql-9.10.0");
        Unpacked(".partial-1");
        Directory.CreateDirectory(directory["cache/mysql-9.11.0/usr/sbin"]);

        var server = await Provisioner().FindOrObtainAsync(cancellation: Nodes.Token);

        server.Version.ToString().ShouldBe("9.10.0");
        server.Launcher.ShouldBe(directory["cache/mysql-9.10.0/usr/lib/any-linux-gnu/ld-linux-any.so.1"]);
        server.LauncherArguments.ShouldBe(
        [
            "--library-path", directory["cache/mysql-9.10.0/usr/lib/any-linux-gnu"],
            "--argv0", directory["cache/mysql-9.10.0/usr/sbin/mysqld"], directory["cache/mysql-9.10.0/usr/sbin/mysqld"],
        ]);
    }

    [Fact]
    public async Task Who_comes_second_waits_for_the_cache_and_says_so()
    {
        var cache = new CacheDirectory(directory["cache"]);
        var waiting = new TaskCompletionSource<string>();

        var first = await cache.LockAsync(_ => { }, Nodes.Token);
        var second = cache.LockAsync(waiting.SetResult, Nodes.Token);

        (await waiting.Task.WaitAsync(Nodes.Token)).ShouldStartWith("Waiting for another process");
        second.IsCompleted.ShouldBeFalse();
        first.Dispose();
        (await second.WaitAsync(Nodes.Token)).Dispose();
    }

    [Fact]
    public async Task What_an_interrupted_download_left_behind_is_deleted_by_the_next()
    {
        Unpacked(".partial-1");
        var cache = new CacheDirectory(directory["cache"]);
        using var held = await cache.LockAsync(_ => { }, Nodes.Token);

        var partial = cache.CreatePartial();

        Directory.GetDirectories(directory["cache"]).ShouldBe([partial]);
    }

    void Unpacked(string name)
    {
        directory.Script($"cache/{name}/usr/sbin/mysqld", "exit 1");
        directory.Script($"cache/{name}/usr/lib/any-linux-gnu/ld-linux-any.so.1", "exit 1");
        File.WriteAllText(directory[$"cache/{name}/usr/lib/any-linux-gnu/libc.so.6"], "");
    }

    ServerProvisioner Provisioner(params string[] places) =>
        new(new CacheDirectory(directory["cache"]), said.Add, places.Select(place => directory[place]));
}
