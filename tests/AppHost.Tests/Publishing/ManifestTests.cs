using System.Text.Json;
using Json.Schema;
using Shouldly;
using Xunit;

namespace DualMaster.AppHost.Tests.Publishing;

/// <summary>
/// The manifests, whole. When one is meant to change, write it anew and read the difference:
/// <c>ASPIRE_SUPPRESS_CLI_RUN_HOOK=true dotnet run --project src/AppHost -- --publisher manifest --output-path FILE</c>.
/// </summary>
public sealed class ManifestTests : IDisposable
{
    const string Containers = "aspire-manifest.json", ExistingServers = "existing-servers.json";
    const string SchemaVariable = "ASPIRE_MANIFEST_SCHEMA";

    readonly Publication publication = new();

    [Fact]
    public async Task The_manifest_carries_arguments_volumes_secrets_and_both_addresses()
    {
        await publication.RunAsync("--publisher", "manifest", "--output-path", $"{{0}}/{Containers}");

        publication.Read(Containers).ShouldBe(Publication.Golden(Containers));
    }

    [Fact]
    public async Task The_step_publish_manifest_writes_the_same()
    {
        await publication.RunAsync("--operation", "publish", "--step", "publish-manifest", "--output-path", "{0}");

        publication.Read(Containers).ShouldBe(Publication.Golden(Containers));
    }

    [Fact]
    public async Task With_existing_servers_the_manifest_asks_for_a_connection_string_and_an_address_of_each()
    {
        await publication.RunAsync("--existing-servers", "--publisher", "manifest", "--output-path", $"{{0}}/{ExistingServers}");

        publication.Read(ExistingServers).ShouldBe(Publication.Golden(ExistingServers));
    }

    [Fact]
    public void Both_manifests_are_valid_by_Aspires_own_schema()
    {
        var file = Environment.GetEnvironmentVariable(SchemaVariable);
        Assert.SkipWhen(file is null, $"{SchemaVariable} names no file; expected Aspire's schema of manifests, https://json.schemastore.org/aspire-8.0.json.");
        var schema = JsonSchema.FromText(File.ReadAllText(file!));

        foreach (var name in new[] { Containers, ExistingServers })
        {
            using var manifest = JsonDocument.Parse(Publication.Golden(name));
            var found = schema.Evaluate(manifest.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
            found.IsValid.ShouldBeTrue($"{name}: {JsonSerializer.Serialize(found)}");
        }
    }

    public void Dispose() => publication.Dispose();
}
