using Flowgen.Application.Common;
using Flowgen.Application.FlowGenerations.Messages;
using Flowgen.Infrastructure;
using Microsoft.Extensions.Configuration;

namespace Flowgen.Application.Tests.Common;

public class SettingsTests
{
    private sealed record Origins
    {
        public IReadOnlyList<string> Listed { get; init; } = [];
    }

    [Theory]
    [InlineData("Limits:Burst", "0", "Limits__Burst can't be '0': use 1 to 1000000.")]
    [InlineData("Limits:Burst", "1000001", "Limits__Burst can't be '1000001': use 1 to 1000000.")]
    [InlineData("Limits:Burst", "many", "Limits__Burst can't be 'many': use 1 to 1000000.")]
    [InlineData("Limits:Burst", "1.5", "Limits__Burst can't be '1.5': use 1 to 1000000.")]
    [InlineData("Limits:Burst", "", "Limits__Burst can't be '': use 1 to 1000000.")]
    [InlineData("Limits:Brust", "9", "There is no setting Limits__Brust: Limits has RequestsPerSecond, Burst, ")]
    [InlineData("Limits:Burst:0", "9", "Limits__Burst is one value: set Limits__Burst, not Limits__Burst__0.")]
    [InlineData("Limits:QueuedGenerations", "0", "Limits__QueuedGenerations can't be '0': use 1 to 10000000.")]
    public void A_limit_must_be_a_number_in_its_range(string name, string value, string message) =>
        Assert.StartsWith(message, Refused<Limits>("Limits", name, value));

    [Theory]
    [InlineData("Logging:LogLevel:Default", "loud", "Logging__LogLevel__Default can't be 'loud': use trace, debug, ")]
    [InlineData(
        "Logging:Console:LogLevel:Marten",
        "9x",
        "Logging__Console__LogLevel__Marten can't be '9x': use trace, "
    )]
    public void A_log_level_must_be_one_of_the_known_words(string name, string value, string message)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(name, value)]).Build();

        Assert.StartsWith(message, Assert.Throws<SettingException>(configuration.RequireLogLevels).Message);
    }

    [Theory]
    [InlineData("Logging:LogLevel:Default", "Warning")]
    [InlineData("Logging:LogLevel:Default", "")]
    [InlineData("Logging:Console:FormatterName", "simple")]
    public void Other_log_settings_are_not_checked(string name, string value) =>
        new ConfigurationBuilder().AddInMemoryCollection([new(name, value)]).Build().RequireLogLevels();

    [Fact]
    public void A_file_that_is_no_json_is_named_in_one_line() =>
        Assert.Equal(
            "Failed to load appsettings.json. It is no JSON.",
            SettingException.Explain(
                new InvalidDataException(
                    "Failed to load appsettings.json.",
                    new FormatException("It is no JSON.\nLine 3")
                )
            )
        );

    [Fact]
    public void A_wrong_setting_of_a_library_is_named_in_one_line()
    {
        var section = Configuration(("Console:IsOn", "maybe")).GetSection("Console");

        Assert.StartsWith(
            "Failed to convert configuration value 'maybe' at 'Console:IsOn' to type",
            SettingException.Explain(Assert.ThrowsAny<Exception>(() => section.GetValue<bool>("IsOn")))
        );
    }

    [Theory]
    [InlineData("Flowgen:Role", "both", "Flowgen__Role can't be 'both': use all, api, worker.")]
    [InlineData("Flowgen:Role", "7", "Flowgen__Role can't be '7': use all, api, worker.")]
    [InlineData("Flowgen:Rol", "api", "There is no setting Flowgen__Rol: Flowgen has Role.")]
    public void A_role_must_be_one_of_the_known_words(string name, string value, string message) =>
        Assert.Equal(message, Refused<ProcessSettings>("Flowgen", name, value));

    [Theory]
    [InlineData("Generation:Timeout", "30", "Generation__Timeout can't be '30': use 00:00:01 to 01:00:00.")]
    [InlineData("Generation:Timeout", "soon", "Generation__Timeout can't be 'soon': use 00:00:01 to 01:00:00.")]
    [InlineData(
        "Generation:Timeout",
        "-00:00:01",
        "Generation__Timeout can't be '-00:00:01': use 00:00:01 to 01:00:00."
    )]
    public void A_time_is_within_its_range(string name, string value, string message) =>
        Assert.Equal(message, Refused<GenerationLimits>("Generation", name, value));

    [Theory]
    [InlineData("Memory:Budget", "63", "Memory__Budget can't be '63': use 64 to 1000000.")]
    [InlineData("Memory:Wait", "00:00:31", "Memory__Wait can't be '00:00:31': use 00:00:00 to 00:00:30.")]
    [InlineData("Memory:Size", "64", "There is no setting Memory__Size: Memory has Budget, Wait.")]
    public void The_memory_has_a_budget_and_a_wait(string name, string value, string message) =>
        Assert.Equal(message, Refused<MemorySettings>("Memory", name, value));

    [Fact]
    public void A_list_is_set_item_by_item()
    {
        Assert.Equal(
            "Origins__Listed is a list: set Origins__Listed__0.",
            Refused<Origins>("Origins", "Origins:Listed", "a")
        );
        Assert.Equal(
            ["a", "b"],
            Configuration(("Origins:Listed:0", "a"), ("Origins:Listed:1", "b")).Read<Origins>("Origins").Listed
        );
    }

    [Fact]
    public void An_absent_setting_has_its_default_and_no_setting_depends_on_case()
    {
        var limits = Configuration(("limits:BURST", "7")).Read<Limits>("Limits");

        Assert.Equal((7, new Limits().RequestsPerSecond), (limits.Burst, limits.RequestsPerSecond));
    }

    [Fact]
    public void A_wrapped_SettingException_is_found()
    {
        var refusal = new SettingException("one line");

        Assert.Equal("one line", SettingException.Explain(new InvalidOperationException("outer", refusal)));
        Assert.Equal("one line", SettingException.Explain(new AggregateException(new TimeoutException(), refusal)));
        Assert.Null(SettingException.Explain(new InvalidOperationException("outer")));
    }

    private static string Refused<T>(string section, string name, string value)
        where T : new() => Assert.Throws<SettingException>(() => Configuration((name, value)).Read<T>(section)).Message;

    private static IConfigurationRoot Configuration(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Name, (string?)one.Value)))
            .Build();
}
