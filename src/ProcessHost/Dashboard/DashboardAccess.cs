using System.Globalization;

namespace DualMaster.ProcessHost;

/// <summary>Where the dashboard of a host listens, and what it asks of those who come: on 127.0.0.1 only, with new secrets for each run.</summary>
/// <param name="portBase">The host's port base; the dashboard has the last three of its ten ports.</param>
sealed class DashboardAccess(int portBase)
{
    /// <summary>What stands on its pages.</summary>
    public const string Title = "DualMaster";

    /// <summary>What the initializer is called there, in rows and in telemetry.</summary>
    public const string Initializer = "initializer";

    /// <summary>What this host is called there.</summary>
    public const string Host = "host";

    readonly int telemetryPort = portBase + 8;
    readonly string browserToken = PasswordFile.Generate();
    readonly string telemetryKey = PasswordFile.Generate();

    /// <summary>The port of its pages.</summary>
    public int Port { get; } = portBase + 9;

    /// <summary>The port at which it asks for resources.</summary>
    public int ResourcePort { get; } = portBase + 7;

    /// <summary>The key with which it asks; a secret.</summary>
    public string ResourceKey { get; } = PasswordFile.Generate();

    /// <summary>Tells the telemetry of one host's programs from that of another's.</summary>
    public string InstanceId { get; } = portBase.ToString(CultureInfo.InvariantCulture);

    /// <summary>Where its pages are.</summary>
    public Uri Address => On(Port);

    /// <summary>Where a person logs in; a secret.</summary>
    public string LoginAddress => $"{Address}login?t={browserToken}";

    /// <summary>The ports that it needs, with what for.</summary>
    public IReadOnlyList<(string Wanted, int Port)> Ports => [("the dashboard", Port), ("the dashboard's telemetry", telemetryPort), ("the dashboard's resources", ResourcePort)];

    /// <summary>What the dashboard is told; holds secrets. A <c>null</c> takes away what the host itself was told.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["ASPNETCORE_URLS"] = Address.ToString(),
        ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = On(telemetryPort).ToString(),
        ["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = null,
        ["ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"] = null,
        ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = On(ResourcePort).ToString(),
        ["Dashboard__ResourceServiceClient__AuthMode"] = "ApiKey",
        ["Dashboard__ResourceServiceClient__ApiKey"] = ResourceKey,
        ["MYSQL_ROOT_PASSWORD"] = null,
        ["Dashboard__Frontend__AuthMode"] = "BrowserToken",
        ["Dashboard__Frontend__BrowserToken"] = browserToken,
        // Who may look may also ask: GET /api/telemetry/logs with the header x-api-key.
        ["Dashboard__Api__AuthMode"] = "ApiKey",
        ["Dashboard__Api__PrimaryApiKey"] = browserToken,
        ["Dashboard__Otlp__AuthMode"] = "ApiKey",
        ["Dashboard__Otlp__PrimaryApiKey"] = telemetryKey,
        ["Dashboard__ApplicationName"] = Title,
        ["Dashboard__UI__DisableAgentHelp"] = "true",
        // At the level below it prints the address with the token.
        ["Logging__LogLevel__Default"] = "Warning",
        // It ends by itself soon after the process of that id, so it does not outlive this one even when nobody can stop it any more.
        ["ASPIRE_CLI_PID"] = System.Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>What a process is told that sends its telemetry there; holds a secret.</summary>
    /// <param name="service">Its name in the dashboard.</param>
    public IReadOnlyDictionary<string, string?> Telemetry(string service) => new Dictionary<string, string?>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = On(telemetryPort).ToString(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc",
        ["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={telemetryKey}",
        ["OTEL_SERVICE_NAME"] = service,
        ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={InstanceId}",
        // What is sent before the dashboard is there, or while it is being restarted, is sent again until it arrives: five minutes, in milliseconds.
        ["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory",
        ["OTEL_EXPORTER_OTLP_TIMEOUT"] = "300000",
        // For a person who looks on, in milliseconds. Aspire's own hosts send measurements every second too, which would cost the initializer more than all else it does at rest.
        ["OTEL_BSP_SCHEDULE_DELAY"] = "1000",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "1000",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "5000",
        ["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based",
    };

    static Uri On(int port) => new($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}");
}
