using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class PasswordFileTests : IDisposable
{
    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void A_password_is_made_once_in_a_file_that_only_its_owner_reads()
    {
        var first = PasswordFile.ReadOrCreate(directory["password"]);

        first.Length.ShouldBe(32);
        PasswordFile.ReadOrCreate(directory["password"], "another").ShouldBe(first);
        File.GetUnixFileMode(directory["password"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        PasswordFile.ReadOrCreate(directory["other"]).ShouldNotBe(first);
    }

    [Fact]
    public void A_wanted_password_goes_into_a_new_file() => PasswordFile.ReadOrCreate(directory["password"], "wanted").ShouldBe("wanted");

    [Theory]
    [InlineData("\n")]
    [InlineData("two\nlines\n")]
    public void A_file_without_a_password_is_refused(string content)
    {
        File.WriteAllText(directory["password"], content);

        Should.Throw<HostException>(() => PasswordFile.ReadOrCreate(directory["password"])).Message.ShouldContain("holds no password");
    }

    [Fact]
    public void Data_without_its_password_is_not_given_a_new_one() =>
        Should.Throw<HostException>(() => new DataDirectory(directory.Path).RootPassword(hasData: true, wanted: null)).Message.ShouldContain("is missing");
}
