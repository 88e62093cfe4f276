using System.Security.Cryptography;
using System.Text;
using DualMaster.Replication.Servers;

namespace DualMaster.ProcessHost;

/// <summary>
/// A fresh data directory in the cache that each node starts as a copy of: initialising takes seconds of computing, copying a
/// fraction of one.
/// </summary>
/// <param name="cache">Where it is kept.</param>
/// <param name="installation">The server that makes it.</param>
/// <param name="account">Who will own it.</param>
/// <param name="nodeOptions">The options of a node; those that shape the data directory are part of the template's name.</param>
/// <param name="say">Receives a line when it is made.</param>
sealed class DataTemplate(
    CacheDirectory cache, ServerInstallation installation, ServerAccount account, IEnumerable<ServerOption> nodeOptions, Action<string> say)
{
    static readonly string[] Shaping = ["innodb_redo_log_capacity", "innodb_log_file_size", "innodb_page_size", "innodb_data_file_path", "lower_case_table_names"];

    // What makes one server different from another, or is only of the server that initialised it. Two servers with one
    // server_uuid throw each other out, and a private key is nobody's if everybody has it.
    static readonly string[] NotCopied = ["auto.cnf", "*.pem", "binlog*", "*.sock*", "*.pid", "ibtmp1"];

    readonly LocalFamily family = LocalFamily.Of(installation.Version);

    ServerOption[] Options => [.. nodeOptions.Where(option => Shaping.Contains(option.Name)), .. family.TemplateOptions];

    /// <summary>The directory, initialised when it was not there.</summary>
    public async Task<string> EnsureAsync(CancellationToken cancellation)
    {
        var place = Path.Combine(cache.Path, $"template-{installation.Version.ToString().Replace(' ', '-')}-{Key()}");
        if (Directory.Exists(place))
            return place;
        using var held = await cache.LockAsync(say, cancellation);
        if (!Directory.Exists(place))
            await InitializeAsync(place, cancellation);
        return place;
    }

    async Task InitializeAsync(string place, CancellationToken cancellation)
    {
        say($"Initialising a data directory for {installation.Version.Product}, once …");
        var partial = cache.CreatePartial();
        try
        {
            var data = Path.Combine(partial, "data");
            account.CreateDirectory(data, FileModes.Private);
            var optionFile = Path.Combine(partial, "my.cnf");
            await File.WriteAllTextAsync(optionFile, OptionFile.Text([.. installation.Options, .. Options, .. account.Options, new("datadir", data, "", "")]), cancellation);

            var initialised = await family.InitialiseAsync(installation, optionFile, cancellation);
            if (!initialised.IsSuccess)
                throw new HostException($"{installation.Path} could not initialise a data directory, exit code {initialised.ExitCode}: {ServerLog.Reason(initialised.StandardError) ?? "it said nothing"}; correct that, or name another server with --server.");

            foreach (var file in NotCopied.SelectMany(pattern => Directory.GetFiles(data, pattern)))
                File.Delete(file);
            DataVersion.Write(data, installation.Version, account);
            Directory.Move(data, place);
        }
        finally
        {
            Directory.Delete(partial, recursive: true);
        }
    }

    // The account too, because copies keep the owner.
    string Key() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', [installation.Path, account.Name ?? Environment.UserName, .. Options.Select(option => option.ToArgument())]))))[..12];
}
