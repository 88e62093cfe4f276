using MySqlConnector;

namespace DualMaster.Replication.Copying;

/// <summary>Asks before a copy whether the recipient can still be reached after it: it then has the donor's accounts.</summary>
static class LoginCheck
{
    /// <summary>Passes when the account by which the recipient is administered exists on the donor.</summary>
    /// <exception cref="CopyException">It does not.</exception>
    public static async Task PassAsync(CopyEnd donor, CopyEnd recipient, CancellationToken token)
    {
        var login = new MySqlConnectionStringBuilder(donor.Login.ConnectionString) { UserID = recipient.Login.UserID, Password = recipient.Login.Password };
        try
        {
            await using var probe = new MySqlConnection(login.ConnectionString);
            await probe.OpenAsync(token);
        }
        catch (MySqlException refused) when (refused.ErrorCode == MySqlErrorCode.AccessDenied)
        {
            throw new CopyException($"After a copy of {donor.Node.Name} to {recipient.Node.Name} that has the accounts of {donor.Node.Name}, which refuses the login of '{login.UserID}' with the password in ConnectionStrings:{recipient.Node.Name}; expected the same account and password on both; make it so on {donor.Node.Name}; nothing was changed.");
        }
    }
}
