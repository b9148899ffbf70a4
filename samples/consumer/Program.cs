using System.Diagnostics;
using System.Globalization;
using Flowgen.Consumer;

// Copies the log of an organisation to standard output, one event a line. After a restart it continues at its last position.
if (args is not [var address, var key, var name, .. var rest] || rest is not ([] or ["--once"]))
{
    await Console.Error.WriteLineAsync("Usage: consumer <address> <api key> <name> [--once]");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true; // the current page is finished and its position saved
    stop.Cancel();
};

using var log = new Log(new Uri(address), key);
var checkpoint = await log.ReadCheckpointAsync(name, stop.Token);
var started = Stopwatch.StartNew();
var count = 0L;
try
{
    while (true)
    {
        var page = await log.ReadAsync(checkpoint.Position, stop.Token);
        foreach (var one in page.Events)
        {
            Console.WriteLine(one);
        }

        // Flush before saving the position: after a crash an event can be repeated, but none is lost.
        await Console.Out.FlushAsync();
        if (page.Next > checkpoint.Position)
        {
            count += page.Events.Count;
            checkpoint = await log.KeepAsync(name, checkpoint with { Position = page.Next }, stop.Token);
            await ShowAsync(page.IsCaughtUp ? "caught up" : "catching up");
        }

        if (page.IsCaughtUp)
        {
            if (rest is ["--once"])
            {
                return 0;
            }

            await log.WaitAsync(checkpoint.Position, stop.Token);
        }
    }
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}
catch (MovedByAnotherException)
{
    await Console.Error.WriteLineAsync($"Another process consumes as {name}: this one stops.");
    return 1;
}

Task ShowAsync(string state) =>
    Console.Error.WriteLineAsync(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {count} events in {started.Elapsed.TotalSeconds:0.0} s, at {checkpoint.Position}, {state}"
        )
    );
