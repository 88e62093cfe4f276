using Shouldly;
using Xunit;

namespace DualMaster.AppHost.Tests.Publishing;

/// <summary>The deployment as a Docker Compose file.</summary>
public sealed class ComposeTests : IDisposable
{
    readonly Publication publication = new();

    [Fact]
    public async Task The_compose_file_has_the_nodes_with_their_volumes_and_the_initializer_with_both_addresses()
    {
        await publication.RunAsync("--compose", "--operation", "publish", "--step", "publish", "--output-path", "{0}");

        FromTheFirstNode(publication.Read("docker-compose.yaml")).ShouldBe(FromTheFirstNode(Publication.Golden("docker-compose.yaml")));
    }

    [Fact]
    public async Task Secrets_are_asked_for_and_none_is_written()
    {
        await publication.RunAsync("--compose", "--operation", "publish", "--step", "publish", "--output-path", "{0}");

        publication.Read(".env").Split('\n').Where(line => line.Contains('=', StringComparison.Ordinal))
            .ShouldBe(["COMMAND_KEY=", "INITIALIZER_IMAGE=", "INITIALIZER_PORT=", "REPLICATION_PASSWORD=", "ROOT_PASSWORD="]);
    }

    public void Dispose() => publication.Dispose();

    // Before it stands Aspire's dashboard, whose image is Aspire's business.
    static string FromTheFirstNode(string file) => file[file.IndexOf("  node1:", StringComparison.Ordinal)..];
}
