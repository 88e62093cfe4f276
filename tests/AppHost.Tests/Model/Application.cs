using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Xunit;

namespace DualMaster.AppHost.Tests.Model;

/// <summary>Models of applications, none of which is started.</summary>
static class Application
{
    /// <summary>The AppHost as it is, with arguments as its program takes them.</summary>
    public static Task<IDistributedApplicationTestingBuilder> OfTheAppHostAsync(params string[] arguments) =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(arguments, TestContext.Current.CancellationToken);

    /// <summary>An empty application, for a topology of the test's own.</summary>
    public static IDistributedApplicationBuilder Empty(DistributedApplicationOperation operation = DistributedApplicationOperation.Run) =>
        DistributedApplication.CreateBuilder(operation == DistributedApplicationOperation.Run ? [] : ["--operation", "publish", "--step", "publish-manifest"]);

    public static T Resource<T>(this IDistributedApplicationBuilder builder, string name) where T : IResource =>
        builder.Resources.OfType<T>().Single(resource => resource.Name == name);

    public static T Last<T>(this IResource resource) where T : IResourceAnnotation => resource.Annotations.OfType<T>().Last();

    /// <summary>The arguments of a resource; what is known only later stands as in a manifest.</summary>
    public static async Task<IReadOnlyList<string>> ArgumentsAsync(this IDistributedApplicationBuilder builder, IResource resource)
    {
        var arguments = new List<object>();
        var context = new CommandLineArgsCallbackContext(arguments, resource, TestContext.Current.CancellationToken) { ExecutionContext = builder.ExecutionContext };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
            await annotation.Callback(context);
        return [.. arguments.Select(Text)];
    }

    /// <summary>The environment of a resource; what is known only later stands as in a manifest.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> EnvironmentAsync(this IDistributedApplicationBuilder builder, IResource resource)
    {
        var context = new EnvironmentCallbackContext(builder.ExecutionContext, resource, cancellationToken: TestContext.Current.CancellationToken);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
            await annotation.Callback(context);
        return context.EnvironmentVariables.ToDictionary(variable => variable.Key, variable => Text(variable.Value));
    }

    /// <summary>The arguments with which the engine is asked for a container.</summary>
    public static async Task<IReadOnlyList<string>> EngineArgumentsAsync(IResource resource)
    {
        var arguments = new List<object>();
        foreach (var annotation in resource.Annotations.OfType<ContainerRuntimeArgsCallbackAnnotation>())
            await annotation.Callback(new ContainerRuntimeArgsCallbackContext(arguments, TestContext.Current.CancellationToken));
        return [.. arguments.Select(Text)];
    }

    static string Text(object value) => value is IManifestExpressionProvider { ValueExpression: var expression } ? expression : value.ToString()!;
}
