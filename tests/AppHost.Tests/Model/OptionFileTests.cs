using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Shouldly;
using Xunit;

namespace DualMaster.AppHost.Tests.Model;

/// <summary>Options of a user's own, in <c>config/NODE/*.cnf</c>.</summary>
public sealed class OptionFileTests : IDisposable
{
    readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("dualmaster-");

    [Fact]
    public void The_servers_options_become_arguments_and_the_last_file_to_name_one_wins()
    {
        Write("a.cnf", "# comment\n[client]\nport=1\n[mysqld]\nmax_connections = 100 # few\ninnodb-buffer-pool-size=1G\n; more\nskip-name-resolve\n");
        Write("b.cnf", "[server]\nmax-connections=200\ninit_connect='SET NAMES utf8mb4'\n");
        Write("c.txt", "[mysqld]\nmax-connections=300\n");

        OptionFile.ReadAll(directory.FullName).ShouldBe(new Dictionary<string, string>
        {
            ["max_connections"] = "--max-connections=200",
            ["innodb_buffer_pool_size"] = "--innodb-buffer-pool-size=1G",
            ["skip_name_resolve"] = "--skip-name-resolve",
            ["init_connect"] = "--init-connect=SET NAMES utf8mb4",
        }, ignoreOrder: true);
    }

    [Fact]
    public void A_directory_that_does_not_exist_holds_no_options() => OptionFile.ReadAll(Path.Combine(directory.FullName, "none")).ShouldBeEmpty();

    [Fact]
    public void Another_file_is_not_included()
    {
        Write("a.cnf", "!includedir /etc/mysql/conf.d\n");

        Should.Throw<DistributedApplicationException>(() => OptionFile.ReadAll(directory.FullName)).Message.ShouldBe(
            $"{Path.Combine(directory.FullName, "a.cnf")} has '!includedir /etc/mysql/conf.d' in line 1; expected options only, because each becomes an argument of its server; put those of the other file here.");
    }

    [Fact]
    public async Task An_option_of_the_users_replaces_the_nodes()
    {
        Write("own.cnf", "[mysqld]\ninnodb_buffer_pool_size=2G\n");
        var builder = Application.Empty();
        builder.AddReplicationTopology("cluster").AddMaster(
            builder.AddMySql("a").WithImageTag("9.7").WithReplicationAddress("net-a").WithOptionFiles(directory.FullName));

        (await builder.ArgumentsAsync(builder.Resource<MySqlServerResource>("a")))
            .Where(argument => argument.StartsWith("--innodb-buffer-pool-size", StringComparison.Ordinal)).ShouldBe(["--innodb-buffer-pool-size=2G"]);
    }

    public void Dispose() => directory.Delete(recursive: true);

    void Write(string name, string text) => File.WriteAllText(Path.Combine(directory.FullName, name), text);
}
