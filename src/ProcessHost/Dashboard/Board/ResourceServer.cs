using System.Net;
using System.Security.Cryptography;
using System.Text;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DualMaster.ProcessHost;

/// <summary>The server that the dashboard asks, on 127.0.0.1 only, for who has the key.</summary>
sealed class ResourceServer : IAsyncDisposable
{
    /// <summary>The header that carries the key.</summary>
    public const string KeyHeader = "x-resource-service-api-key";

    /// <summary>A dashboard that is gone says nothing any more; one that is not gets no longer to take what it was sent.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    readonly WebApplication app;

    ResourceServer(WebApplication app) => this.app = app;

    /// <summary>Starts it.</summary>
    /// <param name="access">Its port and its key.</param>
    /// <param name="content">What it gives.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<ResourceServer> StartAsync(DashboardAccess access, DashboardContent content)
    {
        // Without what nobody needs here, configuration, log and console, it is there in a third of the time.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, access.ResourcePort));
        builder.Services.AddSingleton<IHostLifetime, LifetimeOfOwner>();
        builder.Services.AddSingleton(new ResourceService(content));
        builder.Services.AddGrpc(Limit);
        var app = builder.Build();
        var expected = Hash(access.ResourceKey);
        app.Use((context, next) => CryptographicOperations.FixedTimeEquals(Hash(context.Request.Headers[KeyHeader].ToString()), expected) ? next(context) : RefuseAsync(context.Response));
        app.MapGrpcService<ResourceService>();
        await app.StartAsync();
        return new ResourceServer(app);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await app.StopAsync(limit.Token);
        await app.DisposeAsync();
    }

    static void Configure(KestrelServerOptions kestrel, int port)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(IPAddress.Loopback, port, listener => listener.Protocols = HttpProtocols.Http2);
        kestrel.Limits.MaxConcurrentConnections = 32;
    }

    static void Limit(GrpcServiceOptions grpc)
    {
        // All that is asked here are names.
        grpc.MaxReceiveMessageSize = 64 * 1024;
    }

    // Both are hashed: then they have one length, and the comparison takes one time.
    static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    static Task RefuseAsync(HttpResponse response)
    {
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = ((int)StatusCode.Unauthenticated).ToString(System.Globalization.CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = $"The key is missing or wrong; expected it in the header {KeyHeader}.";
        return Task.CompletedTask;
    }

    /// <summary>The default would end it with the first Ctrl+C; it ends with its owner, after all that it shows.</summary>
    sealed class LifetimeOfOwner : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
