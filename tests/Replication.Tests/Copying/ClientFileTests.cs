using DualMaster.Replication.Copying;
using MySqlConnector;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Copying;

/// <summary>A login in a file is seen by nobody else and stays nowhere.</summary>
public sealed class ClientFileTests
{
    [Fact]
    public void It_is_for_its_owner_only_and_goes_with_its_directory()
    {
        var file = ClientFile.Of(new MySqlConnectionStringBuilder { Server = "host", Port = 3306, UserID = "root", Password = "a \"quoted\" \\secret" });

        File.ReadAllText(file.Path).ShouldContain("password=\"a \\\"quoted\\\" \\\\secret\"");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        file.Dispose();
        Directory.Exists(Path.GetDirectoryName(file.Path)).ShouldBeFalse();
    }

    [Fact]
    public void What_a_killed_process_left_is_deleted_and_what_a_running_one_uses_is_not()
    {
        // No process has so large a number.
        var left = Directory.CreateTempSubdirectory("dualmaster-copy-2147483647-").FullName;
        using var running = System.Diagnostics.Process.Start("sleep", "60");
        var used = Directory.CreateTempSubdirectory($"dualmaster-copy-{running.Id}-").FullName;
        try
        {
            ClientFile.Tidy();

            Directory.Exists(left).ShouldBeFalse();
            Directory.Exists(used).ShouldBeTrue();
        }
        finally
        {
            running.Kill();
            Directory.Delete(used);
        }
    }
}
