namespace DualMaster.Replication.Servers;

/// <summary>The account by which a replica logs in at its source: it may read the binary log and nothing else.</summary>
/// <param name="User">Its name, for any host.</param>
/// <param name="Password">Its password.</param>
public sealed record ReplicationAccount(string User, string Password)
{
    /// <summary>The name that the product gives it.</summary>
    public const string DefaultUser = "dualmaster_repl";

    /// <summary>The name alone, so that no log shows the password.</summary>
    public override string ToString() => User;
}
