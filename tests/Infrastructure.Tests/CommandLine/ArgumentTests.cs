using System.Text.RegularExpressions;
using Flowgen.Infrastructure.CommandLine;
using Line = Flowgen.Infrastructure.CommandLine.CommandLine;

namespace Flowgen.Infrastructure.Tests.CommandLine;

/// <summary>How the arguments of the program are understood.</summary>
public partial class ArgumentTests
{
    [Theory]
    [InlineData("marten --reset", "There is no command 'marten'. The commands are audit, db, keys, organisations,")]
    [InlineData("db-apply", "There is no command 'db-apply'. Did you mean 'db apply'?")]
    [InlineData("db-assert", "There is no command 'db-assert'. Did you mean 'db assert'?")]
    [InlineData("key create acme", "There is no command 'key create'. Did you mean 'keys create'?")]
    [InlineData("key", "There is no command 'key'. Did you mean 'keys'?")]
    [InlineData("keys acme", "There is no command 'keys acme'. Use keys create or keys list or keys rotate or keys")]
    [InlineData("keys lits acme", "There is no command 'keys lits'. Did you mean 'keys list'?")]
    [InlineData("db drop", "There is no command 'db drop'. Use db apply or db assert.")]
    [InlineData("db drop --help", "There is no command 'db drop'. Use db apply or db assert.")]
    [InlineData("help db drop", "There is no command 'db drop'. Use db apply or db assert.")]
    [InlineData("audit check", "There is no command 'audit check'. Use audit verify.")]
    [InlineData("version extra", "'extra' is out of place: version takes no arguments.")]
    [InlineData("version --json", "'--json' is out of place: version takes no arguments.")]
    [InlineData("--version --bogus", "'--bogus' is out of place: --version takes no arguments.")]
    [InlineData("--bogus --version", "'--version' is out of place: use it alone.")]
    [InlineData("keys list acme --version", "'--version' is out of place: use it alone.")]
    [InlineData("help version extra", "'extra' is out of place: version takes no arguments.")]
    [InlineData("help keys list extra", "'extra' is out of place: help takes the name of a command.")]
    [InlineData("help --bogus", "'--bogus' is out of place: help takes the name of a command.")]
    [InlineData("keys", "keys needs another word: use keys create or keys list or keys rotate or keys revoke.")]
    [InlineData("hlep", "There is no command 'hlep'. Did you mean 'help'?")]
    [InlineData("help marten", "There is no command 'marten'.")]
    [InlineData("bogus --help", "There is no command 'bogus'.")]
    [InlineData("keys list", "keys list needs <organisation>: use keys list <organisation> [--json]")]
    [InlineData("keys list acme other", "keys list has no place for 'other': use keys list <organisation> [--json]")]
    [InlineData("keys list acme --jsno", "There is no option --jsno. Did you mean --json?")]
    [InlineData("keys list acme --json=1", "--json takes no value.")]
    [InlineData("keys list acme --json --json", "--json is there twice")]
    [InlineData("keys list acme --days 5", "There is no option --days.")]
    [InlineData("keys create acme", "keys create needs --scopes <scopes>. What the key allows, comma-separated: gen")]
    [InlineData("keys create acme --scopes", "--scopes needs a value: use --scopes <scopes>")]
    [InlineData("keys create acme --scopes --json", "--scopes needs a value: use --scopes <scopes>")]
    [InlineData("audit verify log", "audit verify needs --proof <file>.")]
    [InlineData("--json keys list", "'--json' is out of place: a command comes before its options.")]
    [InlineData("--environment Sandbox keys list", "'keys' is out of place: a command comes before its options.")]
    [InlineData("--helpp", "There is no option --helpp. Did you mean --help?")]
    [InlineData("--url http://localhost", "There is no option --url. Did you mean --urls?")]
    [InlineData("--urls", "--urls needs a value")]
    [InlineData("--Limit:Burst=1", "There is no option --Limit:Burst. Did you mean --Limits:Burst?")]
    [InlineData("--Limits", "There is no option --Limits.")]
    [InlineData("-x", "There is no option -x.")]
    [InlineData("storage clear", "There is no command 'storage'. ")]
    [InlineData("resources teardown", "There is no command 'resources'. ")]
    [InlineData("describe", "There is no command 'describe'. ")]
    [InlineData("db-patch", "There is no command 'db-patch'. ")]
    [InlineData("codegen write", "There is no command 'codegen'. ")]
    public void An_invalid_argument_gets_a_one_line_error_with_a_suggestion(string line, string message)
    {
        var refused = Assert.Throws<CommandLineException>(() => Line.Parse(line.Split(' ')));

        Assert.StartsWith(message, refused.Message);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Theory]
    [InlineData("help")]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("version")]
    [InlineData("--version")]
    [InlineData("keys create --help")]
    [InlineData("audit verify --help")]
    public async Task Help_and_the_version_need_no_settings(string line) =>
        Assert.Equal(0, await Line.Parse(line.Split(' ')).AnswerOfflineAsync());

    [Theory]
    [InlineData("", "")]
    [InlineData("--urls http://localhost:5081", "--urls=http://localhost:5081")]
    [InlineData(
        "--urls=http://localhost:5081 --environment=Sandbox",
        "--urls=http://localhost:5081 --environment=Sandbox"
    )]
    [InlineData(
        "--limits:burst 5 --Logging:LogLevel:Default=Debug",
        "--limits:burst=5 --Logging:LogLevel:Default=Debug"
    )]
    [InlineData("keys list acme --environment Sandbox --json", "--environment=Sandbox")]
    public void Settings_may_be_options_of_the_server_and_of_every_command(string line, string settings)
    {
        var read = Line.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(settings, string.Join(' ', read.Settings));
        Assert.Equal(line.StartsWith("keys", StringComparison.Ordinal), read.IsCommand);
    }

    [Fact]
    public void Every_documented_setting_may_be_an_option()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "operations.md"));
        var documented = Setting().Matches(page).Select(match => match.Value).Distinct().ToList();

        Assert.True(documented.Count > 30);
        Assert.All(
            documented,
            name => Assert.Single(Line.Parse($"--{name.Replace("__", ":").Replace("<n>", "0")}=1").Settings)
        );
    }

    // As in the environment, such as Limits__Burst.
    [GeneratedRegex(@"(?<=`)[A-Z]\w+__(\w|<n>)+")]
    private static partial Regex Setting();
}
