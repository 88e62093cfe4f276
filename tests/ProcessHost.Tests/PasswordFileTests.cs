using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class PasswordFileTests : IDisposable
{
    readonly TemporaryDirectory directory = new();
    readonly List<string> said = [];

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
        Should.Throw<HostException>(() => RootPassword(hasData: true, wanted: null)).Message.ShouldBe(
            $"{directory["root-password"]} is missing, but the nodes have data; expected root's password there; put it back, or delete the data with --fresh.");

    [Fact]
    public void A_password_from_the_environment_that_the_data_does_not_have_is_said_and_not_taken()
    {
        RootPassword(hasData: false, wanted: "first").ShouldBe("first");
        said.ShouldBeEmpty();

        RootPassword(hasData: true, wanted: "second").ShouldBe("first");

        said.ShouldBe([$"MYSQL_ROOT_PASSWORD is not the password that the data has; {directory["root-password"]} counts, because the variable is only asked when the data is made."]);
    }

    [Fact]
    public void A_password_from_the_environment_that_cannot_be_one_is_refused_before_a_file_is_made()
    {
        Should.Throw<HostException>(() => RootPassword(hasData: false, wanted: "two\nlines")).Message.ShouldBe(
            "MYSQL_ROOT_PASSWORD holds a line break or another control character; expected one line without; correct it, or leave it out for a generated one.");

        File.Exists(directory["root-password"]).ShouldBeFalse();
    }

    [Fact]
    public void An_empty_password_from_the_environment_is_none() => RootPassword(hasData: false, wanted: "").Length.ShouldBe(32);

    string RootPassword(bool hasData, string? wanted) => new DataDirectory(directory.Path).RootPassword(hasData, wanted, said.Add);
}
