using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class AptSourceTests
{
    [Fact]
    public void A_one_line_entry_is_read_with_and_without_options()
    {
        const string Text =
            """
            # deb http://commented.example/debian bookworm main
            deb http://plain.example/debian bookworm main contrib # why
            deb-src http://source.example/debian bookworm main
            deb [arch=amd64 signed-by=/usr/share/keyrings/x.gpg] https://signed.example/debian/ trixie main
            """;

        var sources = AptSourceParser.OneLine(Text).ToArray();

        sources.Length.ShouldBe(2);
        (sources[0].Uri, sources[0].Suite, sources[0].SignedBy).ShouldBe(("http://plain.example/debian", "bookworm", null));
        sources[0].Components.ShouldBe(["main", "contrib"]);
        (sources[1].Uri, sources[1].Suite, sources[1].SignedBy).ShouldBe(("https://signed.example/debian/", "trixie", "/usr/share/keyrings/x.gpg"));
    }

    [Fact]
    public void Stanzas_are_read_with_every_address_and_suite_and_without_the_disabled_ones()
    {
        const string Text =
            """
            Types: deb deb-src
            # a comment within the stanza
            URIs: http://one.example/debian
             http://two.example/debian
            Suites: bookworm bookworm-updates
            Components: main
            Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

            Enabled: no
            Types: deb
            URIs: http://disabled.example/debian
            Suites: bookworm
            Components: main

            Types: deb
            URIs: http://inline.example/debian
            Suites: sid
            Components: main
            Signed-By:
             -----BEGIN PGP PUBLIC KEY BLOCK-----
             .
             mQINBF
             -----END PGP PUBLIC KEY BLOCK-----
            """;

        var sources = AptSourceParser.Stanzas(Text).ToArray();

        sources.Select(source => (source.Uri, source.Suite)).ShouldBe(
        [
            ("http://one.example/debian", "bookworm"), ("http://one.example/debian", "bookworm-updates"),
            ("http://two.example/debian", "bookworm"), ("http://two.example/debian", "bookworm-updates"),
            ("http://inline.example/debian", "sid"),
        ]);
        sources[0].SignedBy.ShouldBe("/usr/share/keyrings/debian-archive-keyring.gpg");
        sources[^1].SignedBy.ShouldBeNull();
    }

    [Fact]
    public void The_archive_is_found_among_third_parties_and_security()
    {
        const string Text =
            """
            deb http://security.example/debian-security bookworm-security main
            deb http://mirror.example/debian-security bookworm main
            deb [signed-by=/etc/apt/keyrings/vendor.gpg] https://vendor.example/debian bookworm main
            deb https://unsigned-vendor.example/debian/12/prod bookworm main
            deb [signed-by=/etc/apt/keyrings/docker.asc] https://docker.example/linux/debian bookworm stable
            deb http://mirror.example/debian bookworm-updates main
            """;

        DebianMirror.Choose(AptSourceParser.OneLine(Text))!.Uri.ShouldBe("http://mirror.example/debian");
    }

    [Fact]
    public void An_entry_that_Debian_signs_goes_before_one_that_only_looks_like_it()
    {
        const string Text =
            """
            deb http://looks.example/debian bookworm main
            deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://signed.example/mirror bookworm main
            """;

        DebianMirror.Choose(AptSourceParser.OneLine(Text))!.Uri.ShouldBe("http://signed.example/mirror");
    }

    [Fact]
    public void A_machine_of_another_distribution_has_no_Debian_archive() =>
        DebianMirror.Choose(AptSourceParser.OneLine("deb http://archive.example/ubuntu noble main universe")).ShouldBeNull();

    [Fact]
    public void Both_formats_are_found_below_the_configuration()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["sources.list.d"]);
        File.WriteAllText(directory["sources.list.d/a.list.save"], "deb http://saved.example/debian bookworm main\n");
        File.WriteAllText(directory["sources.list.d/b.sources"], "Types: deb\nURIs: http://stanza.example/debian\nSuites: trixie\nComponents: main\n");

        DebianMirror.Find(directory.Path)!.Uri.ShouldBe("http://stanza.example/debian");

        File.WriteAllText(directory["sources.list"], "deb http://line.example/debian trixie main\n");

        DebianMirror.Find(directory.Path)!.Uri.ShouldBe("http://line.example/debian");
    }

    [Fact]
    public void The_machines_apt_settings_stay_and_its_hooks_do_not()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["etc/apt.conf.d"]);
        File.WriteAllText(directory["etc/apt.conf.d/80proxy"], "Acquire::http::Proxy \"http://proxy.example:3128\";\n");
        File.WriteAllText(directory["etc/apt.conf.d/docker-clean"], "APT::Update::Post-Invoke { \"rm -f /var/cache/apt/archives/*.deb\"; };\n");

        AptEnvironment.Create(directory["private"], directory["etc"], [new AptSource("http://mirror.example/debian", "sid", ["main"], "/usr/share/keyrings/x.gpg"), new AptSource("http://other.example/debian", "sid", ["main"], SignedBy: null)]);

        File.Exists(directory["private/parts/80proxy"]).ShouldBeTrue();
        Directory.GetFiles(directory["private/parts"]).Order(StringComparer.Ordinal).Last().ShouldEndWith("zz99dualmaster");
        File.ReadAllText(directory["private/parts/zz99dualmaster"]).ShouldContain("#clear APT::Update::Post-Invoke;");
        File.ReadAllText(directory["private/sources.list"]).ShouldBe(
            "deb [signed-by=/usr/share/keyrings/x.gpg] http://mirror.example/debian sid main\ndeb http://other.example/debian sid main\n");
    }
}
