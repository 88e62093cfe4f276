using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Passwords that nobody has to think of.</summary>
public static class PasswordExtensions
{
    /// <summary>
    /// Adds a secret parameter that is generated where it is not configured (<c>Parameters:{name}</c>). A run keeps it in the user
    /// secrets, because MySQL keeps it in the volume; a deployment generates its own.
    /// </summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="name">The parameter's name.</param>
    public static IResourceBuilder<ParameterResource> AddGeneratedPassword(
        this IDistributedApplicationBuilder builder, [ResourceName] string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);

        // SOURCE_PASSWORD takes at most 32 characters (CHANGE REPLICATION SOURCE TO); letters and digits need no quoting anywhere.
        return builder.AddParameter(name, new GenerateParameterDefault { MinLength = 28, Special = false }, secret: true, persist: true);
    }
}
