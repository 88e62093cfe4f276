using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class DashboardProvisionerTests : IDisposable
{
    // What aspire leaves behind when it unpacks itself: "versions/<version>/managed" below the directory that it is given.
    const string Unpacking = """
        if [ "$1" = --version ]; then echo 13.5.6+0123456789abcdef; exit; fi
        mkdir -p "$3/versions/13.5.6_x/managed/wwwroot" && echo page > "$3/versions/13.5.6_x/managed/wwwroot/page" && echo program > "$3/versions/13.5.6_x/managed/aspire-managed"
        """;

    // npm puts the package there: "node_modules/@microsoft/aspire-cli-<platform>" below the directory after --prefix.
    static readonly string Installing = $"""
        place="$4/node_modules/{AspireNpmPackage.Name}/bin" && mkdir -p "$place" && cp "$(dirname "$0")/../carried/aspire" "$place/aspire" && echo "$@" > "$(dirname "$0")/asked"
        """;

    readonly TemporaryDirectory directory = new();
    readonly List<string> said = [];

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task The_newest_complete_dashboard_of_the_series_is_found_in_the_cache()
    {
        Cached("aspire-13.5.4");
        Cached("aspire-13.5.10");
        Cached("aspire-13.4.9");
        Cached("aspire-14.0.0");
        Cached(".partial-1");
        Directory.CreateDirectory(directory["cache/dashboard/aspire-13.5.11/wwwroot"]);

        var offer = await Provisioner().FindAsync(Nodes.Token);

        offer.Ready.ShouldBe(new DashboardBundle(new Version(13, 5, 10), directory["cache/dashboard/aspire-13.5.10/aspire-managed"]));
        offer.Remarks.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("echo 13.4.2+0123456789abcdef", "Passing over {0}: it is 13.4.2; expected Aspire 13.5.")]
    [InlineData("echo hello; exit 3", "Passing over an aspire: {0} answered --version with 'hello' and exit code 3; expected the aspire of Aspire 13.5; correct that, or take it off the PATH.")]
    public async Task An_aspire_that_does_not_suit_is_passed_over_aloud(string script, string sentence)
    {
        var aspire = directory.Script("bin/aspire", script);
        Cached("aspire-13.5.4");

        var offer = await Provisioner("bin").FindAsync(Nodes.Token);

        offer.Remarks.ShouldBe([string.Format(System.Globalization.CultureInfo.InvariantCulture, sentence, aspire)]);
        offer.Ready.ShouldNotBeNull().Version.ShouldBe(new Version(13, 5, 4));
    }

    [Fact]
    public async Task The_machines_own_aspire_is_unpacked_into_the_cache_once()
    {
        directory.Script("bin/aspire", Unpacking);
        Cached("aspire-13.5.4");

        var obtained = await ObtainedAsync(await Provisioner("bin").FindAsync(Nodes.Token));
        var found = await Provisioner("bin").FindAsync(Nodes.Token);

        obtained.ShouldBe(new DashboardBundle(new Version(13, 5, 6), directory["cache/dashboard/aspire-13.5.6/aspire-managed"]));
        File.Exists(directory["cache/dashboard/aspire-13.5.6/wwwroot/page"]).ShouldBeTrue();
        found.Ready.ShouldBe(obtained);
        NothingPartial();
    }

    [Fact]
    public async Task An_aspire_that_carries_no_dashboard_gives_way_to_the_cache()
    {
        var aspire = directory.Script("bin/aspire", "echo 13.5.6+0123456789abcdef");
        Cached("aspire-13.5.4");

        var obtained = await ObtainedAsync(await Provisioner("bin").FindAsync(Nodes.Token));

        obtained.Version.ShouldBe(new Version(13, 5, 4));
        said.ShouldContain($"Passing over an aspire: {aspire} unpacked no dashboard (exit code 0); expected the aspire of Aspire 13.5; correct that, or take it off the PATH.");
    }

    [Fact]
    public async Task An_aspire_that_carries_no_dashboard_is_a_sentence_where_there_is_no_other_way()
    {
        directory.Script("bin/aspire", "echo 13.5.6+0123456789abcdef");

        var offer = await Provisioner("bin").FindAsync(Nodes.Token);
        var refusal = await Should.ThrowAsync<HostException>(() => ObtainedAsync(offer));

        refusal.Message.ShouldContain("unpacked no dashboard");
        NothingPartial();
    }

    [Fact]
    public async Task Without_aspire_and_npm_there_is_a_sentence_how_to_get_one()
    {
        var offer = await Provisioner("bin").FindAsync(Nodes.Token);

        offer.Exists.ShouldBeFalse();
        offer.Remarks.ShouldBe(["There is no dashboard: neither aspire 13.5 nor npm is on the PATH; expected either; install one (https://aspire.dev/get-started/install-cli/ or https://nodejs.org/), or pass --no-dashboard."]);
    }

    [Fact]
    public async Task It_is_fetched_with_npm_and_unpacked_by_what_came()
    {
        Assert.SkipWhen(AspireNpmPackage.Name is null, $"There is no npm package for {AspireNpmPackage.Platform}.");
        directory.Script("carried/aspire", Unpacking);
        directory.Script("bin/npm", Installing);

        var obtained = await ObtainedAsync(await Provisioner("bin").FindAsync(Nodes.Token));

        obtained.ShouldBe(new DashboardBundle(AspireNpmPackage.Version, directory[$"cache/dashboard/aspire-{AspireNpmPackage.Version}/aspire-managed"]));
        File.ReadAllText(directory["bin/asked"]).ShouldStartWith($"install {AspireNpmPackage.Name}@13.5.4 --prefix ");
        said.ShouldContain($"  downloading about 130 MB of {AspireNpmPackage.Name} 13.5.4 …");
        NothingPartial();
    }

    [Fact]
    public async Task What_npm_says_when_it_fails_is_passed_on_and_nothing_is_left()
    {
        Assert.SkipWhen(AspireNpmPackage.Name is null, $"There is no npm package for {AspireNpmPackage.Platform}.");
        var npm = directory.Script("bin/npm", "echo 'npm error code ENOTFOUND' >&2; echo 'npm error network no such host' >&2; exit 1");

        var offer = await Provisioner("bin").FindAsync(Nodes.Token);
        var refusal = await Should.ThrowAsync<HostException>(() => ObtainedAsync(offer));

        refusal.Message.ShouldBe($"{npm} could not fetch {AspireNpmPackage.Name} 13.5.4 (code ENOTFOUND, network no such host); expected the package; correct that, or install Aspire 13.5 yourself.");
        NothingPartial();
    }

    [Fact]
    public async Task A_download_that_is_interrupted_is_not_taken_for_a_dashboard()
    {
        Assert.SkipWhen(AspireNpmPackage.Name is null, $"There is no npm package for {AspireNpmPackage.Platform}.");
        directory.Script("bin/npm", Installing + "\necho there > \"$(dirname \"$0\")/half\"; exec sleep 600");
        directory.Script("carried/aspire", Unpacking);
        using var interrupted = new CancellationTokenSource();
        using var half = new FileSystemWatcher(directory["bin"], "half");
        half.Created += (_, _) => interrupted.Cancel();
        half.EnableRaisingEvents = true;

        var offer = await Provisioner("bin").FindAsync(Nodes.Token);
        await Should.ThrowAsync<OperationCanceledException>(() => offer.ObtainAsync!(said.Add, interrupted.Token));

        NothingPartial();
        (await Provisioner("bin").FindAsync(Nodes.Token)).Ready.ShouldBeNull();
        Nodes.ProcessesWith(directory.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_killed_download_left_behind_is_deleted_by_the_next()
    {
        Assert.SkipWhen(AspireNpmPackage.Name is null, $"There is no npm package for {AspireNpmPackage.Platform}.");
        Cached(".partial-1");
        directory.Script("carried/aspire", Unpacking);
        directory.Script("bin/npm", Installing);

        await ObtainedAsync(await Provisioner("bin").FindAsync(Nodes.Token));

        Directory.GetDirectories(directory["cache/dashboard"]).ShouldBe([directory["cache/dashboard/aspire-13.5.4"]]);
    }

    [Fact]
    public async Task A_download_does_not_keep_servers_from_the_cache()
    {
        var cache = new CacheDirectory(directory["cache"]);
        var dashboards = new DashboardCache(cache);

        await dashboards.BuildAsync(new Version(13, 5, 4), async partial =>
        {
            using var servers = await cache.LockAsync(said.Add, Nodes.Token);
            Directory.CreateDirectory(Path.Combine(partial, "managed"));
            await File.WriteAllTextAsync(Path.Combine(partial, "managed", DashboardBundle.ProgramName), "program", Nodes.Token);
            return Path.Combine(partial, "managed", DashboardBundle.ProgramName);
        }, said.Add, Nodes.Token);

        said.ShouldBeEmpty();
    }

    Task<DashboardBundle> ObtainedAsync(DashboardOffer offer) => offer.ObtainAsync.ShouldNotBeNull()(said.Add, Nodes.Token);

    void Cached(string name) => directory.Script($"cache/dashboard/{name}/aspire-managed", "exit 1");

    void NothingPartial() => Directory.GetDirectories(directory["cache/dashboard"], ".partial-*").ShouldBeEmpty();

    DashboardProvisioner Provisioner(params string[] places) => new(new CacheDirectory(directory["cache"]), places.Select(place => directory[place]));
}
