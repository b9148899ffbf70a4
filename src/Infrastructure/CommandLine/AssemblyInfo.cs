using JasperFx;

// So that the commands here are found.
[assembly: JasperFxAssembly]
