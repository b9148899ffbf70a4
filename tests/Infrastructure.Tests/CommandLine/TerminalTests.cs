using Flowgen.Infrastructure.CommandLine;

namespace Flowgen.Infrastructure.Tests.CommandLine;

public class TerminalTests
{
    [Theory]
    [InlineData("Careers site 🚗, a‍b, שלום", "Careers site 🚗, a‍b, שלום")]
    [InlineData("a\u001b[2Jb", @"a\u001b[2Jb")]
    [InlineData("a\nb\tc\u007f\u009b\u2028", @"a\u000ab\u0009c\u007f\u009b\u2028")]
    [InlineData("\u202etxt.exe\u2069", @"\u202etxt.exe\u2069")]
    public void A_terminal_gets_no_control_character(string text, string shown) =>
        Assert.Equal(shown, Terminal.Visible(text));
}
