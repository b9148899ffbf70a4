// The targets that people use. ./build.sh --target=NAME

var target = Argument("target", "Default");
var configuration = Argument("configuration", "Release");
const string Solution = "Flowgen.slnx";

void Dotnet(string arguments)
{
    var exitCode = StartProcess("dotnet", new ProcessSettings { Arguments = arguments });
    if (exitCode != 0)
    {
        throw new CakeException($"dotnet {arguments.Split(' ')[0]} ended with {exitCode}.");
    }
}

// A build is silent when run does it, and takes minutes the first time.
void BuildAndRun(string project)
{
    Information($"Building {project} (a few minutes the first time) …");
    Dotnet($"build {project} --configuration {configuration} --nologo --verbosity minimal");
    Dotnet($"run --project {project} --configuration {configuration} --no-build");
}

Task("Format").Description("Formats every file.").Does(() => Dotnet("csharpier format ."));

Task("Check")
    .Description("Fails if a file is not formatted, or a package is known to be vulnerable.")
    .Does(() =>
    {
        Dotnet("csharpier check .");
        var list = $"list {Solution} package --vulnerable --include-transitive";
        StartProcess("dotnet", new ProcessSettings { Arguments = list, RedirectStandardOutput = true }, out var lines);
        // A feed that can't be asked, or knows of none, finds none.
        if (lines.Where(line => line.TrimStart().StartsWith('>')).ToList() is { Count: > 0 } vulnerable)
        {
            throw new CakeException(string.Join('\n', vulnerable));
        }
    });

Task("Build")
    .Description("Builds everything; a warning is an error.")
    .Does(() => Dotnet($"build {Solution} --configuration {configuration} --nologo"));

Task("Test")
    .Description("Runs every test, on a real Postgres.")
    .IsDependentOn("Build")
    .Does(() => Dotnet($"test --solution {Solution} --configuration {configuration} --no-build"));

Task("Run")
    .Description("Serves the sandbox at http://localhost:5080 until Ctrl+C.")
    .Does(() => BuildAndRun("src/Sandbox"));

Task("Demo")
    .Description("Posts the sample request and prints the flow.")
    .Does(() => BuildAndRun("samples/Demo"));

Task("Bench")
    .Description("Measures Flowgen beside what Postgres and plain Npgsql can do; --quick compares with the last line of the history.")
    .Does(() => Dotnet($"run --project bench --configuration {configuration} -- {(HasArgument("quick") ? "--quick" : "")}"));

Task("Chaos")
    .Description("Breaks nodes, network and Postgres at random for --minutes, by --seed, and says what did not hold.")
    .Does(() =>
    {
        Environment.SetEnvironmentVariable("FLOWGEN_CHAOS_MINUTES", Argument("minutes", "30"));
        Environment.SetEnvironmentVariable("FLOWGEN_CHAOS_SEED", Argument("seed", $"{new Random().Next(1_000_000)}"));
        Dotnet($"run --project tests/Resilience.Tests --configuration {configuration} -- --filter-class *ChaosTests");
    });

Task("OpenApi")
    .Description("Writes docs/openapi.json, as the API serves it.")
    .Does(() =>
    {
        Environment.SetEnvironmentVariable("FLOWGEN_APPROVE", "1");
        Dotnet($"run --project tests/Contracts.Tests --configuration {configuration} -- --filter-class *OpenApiContractTests");
    });

Task("Default").IsDependentOn("Check").IsDependentOn("Build").IsDependentOn("Test");

RunTarget(target);
