// Measures what the library promises.
//   dotnet run -c Release --project Flagsmith.Polling.Benchmarks                       what there is to measure
//   dotnet run -c Release --project Flagsmith.Polling.Benchmarks -- --memory 100000    bytes and hits of cached users
using Flagsmith.Polling.Benchmarks;

return await ModeTable.RunAsync(args);
