// Measures what the library promises.
//   dotnet run -c Release --project Flagsmith.Polling.Benchmarks                       what there is to measure
//   dotnet run -c Release --project Flagsmith.Polling.Benchmarks -- --memory 100000    bytes and hits of cached users
//   dotnet run -c Release --project Flagsmith.Polling.Benchmarks -- --herd             a fleet through an outage, in virtual time
//   dotnet run -c Release --project Flagsmith.Polling.Benchmarks -- --fleet            a fleet that shares a redis-server, in real time
//   dotnet run -c Release --project Flagsmith.Polling.Benchmarks -- --soak 300         users read while the API fails, in real time
//   dotnet run -c Release --project Flagsmith.Polling.Benchmarks -- --stress 60        random calls and faults against a model, on real threads
//   dotnet run -c Release --project Flagsmith.Polling.Benchmarks -- --cells --filter '*Reads*'   in BenchmarkDotNet
//   dotnet run -c Release --project Flagsmith.Polling.Benchmarks -- --chart            what one read costs in each design, as a picture
using Flagsmith.Polling.Benchmarks;

return await ModeTable.RunAsync(args);
