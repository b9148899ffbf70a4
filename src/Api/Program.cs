return await Flowgen.Api.FlowgenProgram.RunAsync(args);
